internal import SQL

let registrations = Migration(
    32, "registrations",
    [
        // A mailed link by which somebody new makes their ID. Nothing else of them is stored before.
        """
        CREATE TABLE registration_links (
            token_hash BYTEA PRIMARY KEY,
            address TEXT NOT NULL,
            product TEXT NOT NULL,
            return_to BYTEA,
            created_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX registration_links_by_end ON registration_links (expires_at)",
    ])
