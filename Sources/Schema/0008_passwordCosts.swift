internal import SQL

let passwordCosts = Migration(
    8, "password costs",
    [
        // The estimated time of one check, in microseconds. It is unknown for hashes that are already stored: they count as the
        // costliest.
        "ALTER TABLE passwords ADD COLUMN cost BIGINT NOT NULL DEFAULT 9000000000000",
        "CREATE INDEX passwords_by_cost ON passwords (cost)",
    ])
