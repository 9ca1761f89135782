internal import SQL

let grantEnds = Migration(
    40, "grantEnds",
    [
        // When the person and whoever gave the grant were told that it ends.
        "ALTER TABLE access_grants ADD COLUMN warned_at BIGINT"
    ])
