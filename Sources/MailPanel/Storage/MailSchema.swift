internal import SQL

/// The mail panel's ordered list of schema steps.
enum MailSchema {
    static let migrations: [Migration] = [
        Migration(101, "sending domains", domains),
        Migration(102, "records of sending domains", records),
        Migration(103, "suppressions and events", events),
    ]

    private static let domains: [Statement] = [
        """
        CREATE TABLE sending_domains (
            id TEXT PRIMARY KEY,
            account TEXT NOT NULL,
            name TEXT NOT NULL,
            added_at BIGINT NOT NULL,
            added_by TEXT NOT NULL
        )
        """,
        "CREATE UNIQUE INDEX sending_domains_by_account ON sending_domains (account, name)",
    ]

    /// A private key is stored sealed. `state` of a record is that of the last check that a name server answered.
    private static let records: [Statement] = [
        "ALTER TABLE sending_domains ADD COLUMN people TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE sending_domains ADD COLUMN verified_at BIGINT",
        "ALTER TABLE sending_domains ADD COLUMN checked_at BIGINT",
        "ALTER TABLE sending_domains ADD COLUMN next_check_at BIGINT",
        "ALTER TABLE sending_domains ADD COLUMN broken_at BIGINT",
        "ALTER TABLE sending_domains ADD COLUMN breaks BIGINT NOT NULL DEFAULT 0",
        "ALTER TABLE sending_domains ADD COLUMN told_breaks BIGINT NOT NULL DEFAULT 0",
        "CREATE INDEX sending_domains_by_name ON sending_domains (name)",
        "CREATE INDEX sending_domains_by_check ON sending_domains (next_check_at)",
        """
        CREATE TABLE dkim_keys (
            domain TEXT NOT NULL REFERENCES sending_domains (id), selector TEXT NOT NULL, private_key BYTEA NOT NULL, public_key TEXT NOT NULL,
            made_at BIGINT NOT NULL, in_use_at BIGINT, PRIMARY KEY (domain, selector)
        )
        """,
        """
        CREATE TABLE domain_records (
            domain TEXT NOT NULL REFERENCES sending_domains (id), name TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL,
            seen TEXT NOT NULL, found_at BIGINT, checked_at BIGINT NOT NULL, PRIMARY KEY (domain, name, kind)
        )
        """,
    ]

    /// An event's key sorts by its time (`TrafficKey`). Cells hold how many events of a kind a day has, for charts and breakdowns.
    private static let events: [Statement] = [
        """
        CREATE TABLE suppressions (
            id TEXT PRIMARY KEY, account TEXT NOT NULL, address TEXT NOT NULL, cause TEXT NOT NULL, note TEXT NOT NULL,
            added_at BIGINT NOT NULL, added_by TEXT NOT NULL
        )
        """,
        "CREATE UNIQUE INDEX suppressions_by_address ON suppressions (account, address)",
        """
        CREATE TABLE suppression_removals (
            account TEXT NOT NULL, address TEXT NOT NULL, cause TEXT NOT NULL, reason TEXT NOT NULL, removed_at BIGINT NOT NULL,
            removed_by TEXT NOT NULL
        )
        """,
        "CREATE INDEX suppression_removals_by_time ON suppression_removals (account, removed_at)",
        """
        CREATE TABLE mail_events (
            key BIGINT PRIMARY KEY, id TEXT NOT NULL, account TEXT NOT NULL, kind TEXT NOT NULL, domain TEXT NOT NULL,
            recipient TEXT NOT NULL, receiving TEXT NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL, message TEXT NOT NULL
        )
        """,
        "CREATE UNIQUE INDEX mail_events_by_id ON mail_events (account, id)",
        "CREATE INDEX mail_events_by_account ON mail_events (account, key)",
        "CREATE INDEX mail_events_by_kind ON mail_events (account, kind, key)",
        "CREATE INDEX mail_events_by_recipient ON mail_events (account, recipient, key)",
        "CREATE INDEX mail_events_by_receiving ON mail_events (account, receiving, key)",
        "CREATE INDEX mail_events_by_code ON mail_events (account, code, key) WHERE code <> ''",
        "CREATE INDEX mail_events_by_domain ON mail_events (account, domain, key)",
        "CREATE INDEX mail_events_by_message ON mail_events (account, message, key) WHERE message <> ''",
        """
        CREATE TABLE mail_cells (
            account TEXT NOT NULL, day BIGINT NOT NULL, kind TEXT NOT NULL, domain TEXT NOT NULL, receiving TEXT NOT NULL,
            code TEXT NOT NULL, events BIGINT NOT NULL, PRIMARY KEY (account, day, kind, domain, receiving, code)
        )
        """,
        "CREATE TABLE mail_prices (currency TEXT NOT NULL, valid_from BIGINT NOT NULL, price BIGINT NOT NULL, PRIMARY KEY (valid_from))",
    ]
}
