internal import SQL

let recoveryRequests = Migration(
    25, "recoveryRequests",
    [
        """
        CREATE TABLE recovery_requests (
            id TEXT PRIMARY KEY,
            person_id TEXT NOT NULL REFERENCES people (id),
            state TEXT NOT NULL CHECK (state IN ('waiting', 'approved', 'linked', 'stopped', 'denied', 'expired', 'done')),
            requested_at BIGINT NOT NULL,
            waits_until BIGINT NOT NULL,
            address TEXT NOT NULL,
            agent TEXT NOT NULL,
            stop_hash BYTEA NOT NULL,
            decided_by TEXT,
            decided_at BIGINT,
            link_hash BYTEA,
            link_address_id TEXT,
            link_expires_at BIGINT,
            ended_at BIGINT
        )
        """,
        // A person has one open request at most.
        """
        CREATE UNIQUE INDEX open_recovery_requests ON recovery_requests (person_id) WHERE state IN ('waiting', 'approved', 'linked')
        """,
        "CREATE INDEX recovery_requests_by_person ON recovery_requests (person_id, id)",
        "CREATE UNIQUE INDEX recovery_requests_by_stop ON recovery_requests (stop_hash)",
        "CREATE UNIQUE INDEX recovery_requests_by_link ON recovery_requests (link_hash)",
    ])
