internal import SQL

let pushedRequests = Migration(
    73, "pushedRequests",
    [
        // Authorization requests that clients sent ahead (RFC 9126), for a minute and a half. parameters: form-encoded.
        """
        CREATE TABLE pushed_requests (
            hash BYTEA PRIMARY KEY,
            client_id TEXT NOT NULL REFERENCES clients (id),
            parameters TEXT NOT NULL,
            expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX pushed_requests_by_expiry ON pushed_requests (expires_at)",
    ])
