internal import SQL

let deletions = Migration(
    38, "deletions",
    [
        // Whoever asked to be deleted, and from when on it is done. Until then they can come back.
        """
        CREATE TABLE deletions (
            person_id TEXT PRIMARY KEY REFERENCES people (id),
            requested_at BIGINT NOT NULL,
            erase_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX deletions_due ON deletions (erase_at)",
    ])
