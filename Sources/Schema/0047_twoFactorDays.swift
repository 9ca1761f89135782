internal import SQL

let twoFactorDays = Migration(
    47, "twoFactorDays",
    [
        // From when on an account that needs two factors does; at once if it is null.
        "ALTER TABLE accounts ADD COLUMN two_factors_from BIGINT"
    ])
