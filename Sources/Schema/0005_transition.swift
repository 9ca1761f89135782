internal import SQL

let transition = Migration(5, "transition", [])
