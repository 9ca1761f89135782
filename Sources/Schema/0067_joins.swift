internal import SQL

let joins = Migration(
    67, "joins",
    [
        // Two logins that became one, for as long as that can be undone. other_hash: the password that the join ended, which comes back only
        // if the one that stayed was not changed since. undo_hash: of the token in the mails that told of the join.
        """
        CREATE TABLE joins (
            id TEXT PRIMARY KEY,
            kept_id TEXT NOT NULL REFERENCES people (id),
            other_id TEXT NOT NULL REFERENCES people (id),
            joined_at BIGINT NOT NULL,
            undone_at BIGINT,
            kept_name TEXT NOT NULL,
            kept_password_at BIGINT,
            other_hash TEXT,
            other_set_by TEXT,
            other_password_at BIGINT,
            undo_hash BYTEA
        )
        """,
        "CREATE INDEX joins_by_kept ON joins (kept_id)",
        "CREATE INDEX joins_by_other ON joins (other_id)",
        "CREATE UNIQUE INDEX joins_by_token ON joins (undo_hash)",
        // What came from the other login, by kind and id.
        """
        CREATE TABLE join_parts (
            join_id TEXT NOT NULL REFERENCES joins (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (join_id, kind, value)
        )
        """,
    ])
