internal import SQL

let twoFactorAccounts = Migration(
    26, "twoFactorAccounts",
    [
        // Whether a token for the account needs two proved factors.
        "ALTER TABLE accounts ADD COLUMN needs_two_factors BIGINT NOT NULL DEFAULT 0"
    ])
