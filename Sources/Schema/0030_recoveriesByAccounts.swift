internal import SQL

let recoveriesByAccounts = Migration(
    30, "recoveriesByAccounts",
    [
        // The account whose administrator agreed to the request; NULL where the operator did.
        "ALTER TABLE recovery_requests ADD COLUMN account_id TEXT REFERENCES accounts (id)",
        // Since when the account has not opened for the member, because another account let them back in without their second factor.
        "ALTER TABLE members ADD COLUMN held_at BIGINT",
        // What an administrator agreed to before the person asked.
        """
        CREATE TABLE factor_resets (
            person_id TEXT NOT NULL REFERENCES people (id),
            account_id TEXT NOT NULL REFERENCES accounts (id),
            approved_by TEXT NOT NULL REFERENCES people (id),
            approved_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            PRIMARY KEY (person_id, account_id)
        )
        """,
    ])
