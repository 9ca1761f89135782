internal import SQL

let disputes = Migration(
    31, "disputes",
    [
        // A change of how somebody signs in, for as long as it can be undone.
        """
        CREATE TABLE sign_in_changes (
            id TEXT PRIMARY KEY,
            person_id TEXT NOT NULL REFERENCES people (id),
            title TEXT NOT NULL,
            changed_at BIGINT NOT NULL,
            undone_at BIGINT
        )
        """,
        "CREATE INDEX sign_in_changes_by_person ON sign_in_changes (person_id, changed_at)",
        "CREATE INDEX sign_in_changes_by_time ON sign_in_changes (changed_at)",
        """
        CREATE TABLE dispute_links (
            token_hash BYTEA PRIMARY KEY,
            change_id TEXT NOT NULL REFERENCES sign_in_changes (id) ON DELETE CASCADE,
            address_id TEXT NOT NULL
        )
        """,
        "CREATE INDEX dispute_links_by_change ON dispute_links (change_id)",
        // What there was before the change.
        """
        CREATE TABLE kept_second_factors (
            change_id TEXT NOT NULL REFERENCES sign_in_changes (id) ON DELETE CASCADE,
            id TEXT NOT NULL,
            person_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            label TEXT NOT NULL,
            secret BYTEA,
            last_step BIGINT,
            phone TEXT,
            set_by TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            PRIMARY KEY (change_id, id)
        )
        """,
        """
        CREATE TABLE kept_passkeys (
            change_id TEXT NOT NULL REFERENCES sign_in_changes (id) ON DELETE CASCADE,
            id TEXT NOT NULL,
            person_id TEXT NOT NULL,
            kind TEXT NOT NULL,
            rp_id TEXT NOT NULL,
            credential_id BYTEA NOT NULL,
            public_key BYTEA NOT NULL,
            counter BIGINT NOT NULL,
            backup_eligible BIGINT,
            backed_up BIGINT NOT NULL,
            transports TEXT NOT NULL,
            name TEXT NOT NULL,
            set_by TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            last_used_at BIGINT,
            PRIMARY KEY (change_id, id)
        )
        """,
    ])
