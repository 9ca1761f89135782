internal import SQL

let endedSessions = Migration(
    10, "ended sessions",
    [
        // Identity writes these rows in the transaction in which sessions end. OpenID acts on them and deletes them.
        "CREATE TABLE ended_sessions (session_id TEXT PRIMARY KEY, ended_at BIGINT NOT NULL)",
        // All grants of the person have ended, except those of the kept session. '' if no session is kept.
        """
        CREATE TABLE ended_grants (
            person_id TEXT NOT NULL,
            kept_session_id TEXT NOT NULL,
            ended_at BIGINT NOT NULL,
            PRIMARY KEY (person_id, kept_session_id)
        )
        """,
    ])
