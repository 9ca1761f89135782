internal import SQL

let trustedBrowsers = Migration(
    28, "trustedBrowsers",
    [
        """
        CREATE TABLE trusted_browsers (
            id TEXT PRIMARY KEY,
            person_id TEXT NOT NULL REFERENCES people (id),
            token_hash BYTEA NOT NULL,
            address TEXT NOT NULL,
            agent TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            last_used_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL
        )
        """,
        "CREATE UNIQUE INDEX trusted_browsers_by_token ON trusted_browsers (token_hash, person_id)",
        "CREATE INDEX trusted_browsers_by_person ON trusted_browsers (person_id, id)",
        "CREATE INDEX trusted_browsers_by_end ON trusted_browsers (expires_at)",
    ])
