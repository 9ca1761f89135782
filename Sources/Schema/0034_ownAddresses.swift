internal import SQL

let ownAddresses = Migration(
    34, "ownAddresses",
    [
        // Which of the person's verified addresses mail is sent to and pages show; without one it is the oldest.
        "ALTER TABLE email_addresses ADD COLUMN is_main BIGINT NOT NULL DEFAULT 0",
        // An address that its person wants to have, until they show that they read its mail.
        """
        CREATE TABLE address_links (
            token_hash BYTEA PRIMARY KEY,
            person_id TEXT NOT NULL REFERENCES people (id),
            address TEXT NOT NULL,
            replaces TEXT,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX address_links_by_person ON address_links (person_id)",
        "CREATE INDEX address_links_by_end ON address_links (expires_at)",
        """
        CREATE TABLE kept_addresses (
            change_id TEXT NOT NULL REFERENCES sign_in_changes (id) ON DELETE CASCADE,
            id TEXT NOT NULL,
            person_id TEXT NOT NULL,
            written TEXT NOT NULL,
            canonical TEXT NOT NULL,
            verified_at BIGINT,
            product TEXT,
            created_at BIGINT NOT NULL,
            vouched BIGINT NOT NULL,
            is_main BIGINT NOT NULL,
            PRIMARY KEY (change_id, id)
        )
        """,
    ])
