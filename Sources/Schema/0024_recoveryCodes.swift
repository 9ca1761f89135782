internal import SQL

let recoveryCodes = Migration(
    24, "recoveryCodes",
    [
        """
        CREATE TABLE recovery_codes (
            code_hash BYTEA PRIMARY KEY,
            person_id TEXT NOT NULL REFERENCES people (id),
            created_at BIGINT NOT NULL,
            used_at BIGINT
        )
        """,
        "CREATE INDEX recovery_codes_by_person ON recovery_codes (person_id)",
    ])
