internal import SQL

let audit = Migration(
    1, "audit and outbox",
    [
        """
        CREATE TABLE audit_events (
            id TEXT PRIMARY KEY,
            at BIGINT NOT NULL,
            actor TEXT NOT NULL,
            action TEXT NOT NULL,
            subject TEXT NOT NULL,
            account_id TEXT,
            details TEXT NOT NULL
        )
        """,
        "CREATE INDEX audit_events_by_account ON audit_events (account_id, id)",
        "CREATE INDEX audit_events_by_subject ON audit_events (subject, id)",
        """
        CREATE TABLE outbox (
            id TEXT PRIMARY KEY,
            kind TEXT NOT NULL CHECK (kind IN ('mail', 'sms', 'web')),
            recipient TEXT NOT NULL,
            subject TEXT NOT NULL,
            text_body TEXT NOT NULL,
            html_body TEXT,
            created_at BIGINT NOT NULL,
            next_try_at BIGINT NOT NULL,
            tries BIGINT NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'kept', 'failed')),
            last_error TEXT
        )
        """,
        "CREATE INDEX outbox_waiting ON outbox (state, next_try_at)",
    ])
