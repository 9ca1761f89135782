internal import SQL

let signals = Migration(
    49, "signals",
    [
        // Who is told of events: a product's own server (webhook), or a receiver of security events (Shared Signals).
        """
        CREATE TABLE signal_receivers (
            id TEXT PRIMARY KEY,
            product TEXT NOT NULL,
            form TEXT NOT NULL,
            url TEXT NOT NULL,
            types TEXT NOT NULL,
            audience TEXT NOT NULL,
            secret_sealed BYTEA,
            created_at BIGINT NOT NULL,
            disabled_at BIGINT,
            disabled_because TEXT
        )
        """,
        """
        CREATE TABLE signal_deliveries (
            id TEXT PRIMARY KEY,
            receiver_id TEXT NOT NULL REFERENCES signal_receivers (id) ON DELETE CASCADE,
            event_id TEXT NOT NULL,
            type TEXT NOT NULL,
            body TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            next_try_at BIGINT NOT NULL,
            tries BIGINT NOT NULL,
            state TEXT NOT NULL,
            tried_at BIGINT,
            last_status BIGINT,
            last_error TEXT
        )
        """,
        "CREATE INDEX signal_deliveries_due ON signal_deliveries (receiver_id, next_try_at, id) WHERE state = 'waiting'",
        "CREATE INDEX signal_deliveries_by_receiver ON signal_deliveries (receiver_id, id)",
        "CREATE INDEX signal_deliveries_by_age ON signal_deliveries (created_at) WHERE state <> 'waiting'",
    ])
