internal import SQL

let signInPolicies = Migration(
    50, "signInPolicies",
    [
        // How everybody signs in who opens the account, how long that is good for, and from where; and whether those who are no
        // administrators invite.
        "ALTER TABLE accounts ADD COLUMN sign_in_ways TEXT NOT NULL DEFAULT 'any'",
        "ALTER TABLE accounts ADD COLUMN sign_in_hours BIGINT",
        "ALTER TABLE accounts ADD COLUMN sign_in_networks TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE accounts ADD COLUMN others_invite BIGINT NOT NULL DEFAULT 1",
    ])
