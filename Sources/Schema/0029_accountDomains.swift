internal import SQL

let accountDomains = Migration(
    29, "accountDomains",
    [
        // A mail domain that an account says is its own, and the record by which it shows it.
        """
        CREATE TABLE account_domains (
            account_id TEXT NOT NULL REFERENCES accounts (id),
            name TEXT NOT NULL,
            token TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            verified_at BIGINT,
            confirmed_at BIGINT,
            next_check_at BIGINT,
            PRIMARY KEY (account_id, name)
        )
        """,
        "CREATE INDEX account_domains_by_check ON account_domains (next_check_at)",
        "CREATE INDEX account_domains_by_name ON account_domains (name)",
    ])
