internal import SQL

let passwordCosts = Migration(
    8, "password costs",
    [
        // About how long a check takes, in microseconds. Of what was stored before it is not known, which counts as the most.
        "ALTER TABLE passwords ADD COLUMN cost BIGINT NOT NULL DEFAULT 9000000000000",
        "CREATE INDEX passwords_by_cost ON passwords (cost)",
    ])
