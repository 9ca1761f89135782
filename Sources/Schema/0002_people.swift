internal import SQL

let people = Migration(2, "people", [])
