internal import SQL

let knownBrowsers = Migration(
    13, "browsers in which people signed in",
    [
        """
        CREATE TABLE known_browsers (
            token_hash BYTEA NOT NULL,
            person_id TEXT NOT NULL REFERENCES people (id),
            created_at BIGINT NOT NULL,
            last_used_at BIGINT NOT NULL,
            PRIMARY KEY (token_hash, person_id)
        )
        """,
        "CREATE INDEX known_browsers_by_person ON known_browsers (person_id)",
        "CREATE INDEX known_browsers_by_use ON known_browsers (last_used_at)",
    ])
