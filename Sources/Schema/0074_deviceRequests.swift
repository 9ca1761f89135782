internal import SQL

let deviceRequests = Migration(
    74, "deviceRequests",
    [
        // What a device without a browser asks for (RFC 8628), for ten minutes. state: waiting, approved, denied. polled_at: when it last
        // asked whether it may; wait: how many seconds it waits between two questions. origin: from where it asks.
        """
        CREATE TABLE device_requests (
            device_hash BYTEA PRIMARY KEY,
            user_hash BYTEA NOT NULL UNIQUE,
            client_id TEXT NOT NULL REFERENCES clients (id),
            scope TEXT NOT NULL,
            origin TEXT NOT NULL,
            agent TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            polled_at BIGINT,
            wait BIGINT NOT NULL,
            state TEXT NOT NULL,
            grant_id TEXT
        )
        """,
        "CREATE INDEX device_requests_by_expiry ON device_requests (expires_at)",
    ])
