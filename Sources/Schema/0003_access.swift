internal import SQL

let access = Migration(3, "access", [])
