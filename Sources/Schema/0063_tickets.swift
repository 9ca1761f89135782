internal import SQL

let tickets = Migration(
    63, "tickets",
    [
        // Somebody asks for help from a page: where they were, and what they wrote. Who they are is only what they typed.
        """
        CREATE TABLE tickets (
            id TEXT PRIMARY KEY,
            reference TEXT NOT NULL UNIQUE,
            address TEXT NOT NULL,
            step TEXT NOT NULL,
            product TEXT,
            language TEXT NOT NULL,
            words TEXT NOT NULL,
            opened_at BIGINT NOT NULL,
            answered_at BIGINT,
            answer TEXT
        )
        """,
        "CREATE INDEX tickets_by_time ON tickets (answered_at, opened_at)",
        "CREATE INDEX tickets_by_address ON tickets (address)",
    ])
