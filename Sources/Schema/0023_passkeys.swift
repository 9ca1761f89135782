internal import SQL

let passkeys = Migration(
    23, "passkeys",
    [
        """
        CREATE TABLE passkeys (
            id TEXT PRIMARY KEY,
            person_id TEXT NOT NULL REFERENCES people (id),
            kind TEXT NOT NULL CHECK (kind IN ('passkey', 'security-key')),
            rp_id TEXT NOT NULL,
            credential_id BYTEA NOT NULL,
            public_key BYTEA NOT NULL,
            counter BIGINT NOT NULL,
            backup_eligible BIGINT,
            backed_up BIGINT NOT NULL,
            transports TEXT NOT NULL,
            name TEXT NOT NULL,
            set_by TEXT NOT NULL CHECK (set_by IN ('import', 'person')),
            created_at BIGINT NOT NULL,
            last_used_at BIGINT
        )
        """,
        "CREATE UNIQUE INDEX passkeys_by_credential ON passkeys (credential_id, rp_id)",
        "CREATE INDEX passkeys_by_person ON passkeys (person_id, id)",
        // A challenge counts once; it is remembered until it would have run out anyway.
        "CREATE TABLE used_challenges (challenge_hash BYTEA PRIMARY KEY, expires_at BIGINT NOT NULL)",
        "CREATE INDEX used_challenges_by_end ON used_challenges (expires_at)",
        // When the person did not want a passkey that was offered to them.
        "ALTER TABLE people ADD COLUMN passkey_declined_at BIGINT",
    ])
