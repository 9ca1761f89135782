internal import SQL

let openID = Migration(4, "openID", [])
