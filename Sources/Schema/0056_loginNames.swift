internal import SQL

let loginNames = Migration(
    56, "loginNames",
    [
        // What people typed at an old product in place of an address.
        """
        CREATE TABLE login_names (
            product TEXT NOT NULL,
            canonical TEXT NOT NULL,
            person_id TEXT NOT NULL REFERENCES people (id),
            written TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            PRIMARY KEY (product, canonical)
        )
        """,
        "CREATE INDEX login_names_by_canonical ON login_names (canonical)",
        "CREATE INDEX login_names_by_person ON login_names (person_id)",
    ])
