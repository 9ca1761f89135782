internal import SQL

let transition = Migration(
    5, "transition",
    [
        """
        CREATE TABLE import_sources (
            product TEXT NOT NULL,
            external_id TEXT NOT NULL,
            person_id TEXT NOT NULL REFERENCES people (id),
            account_external_id TEXT NOT NULL,
            fields TEXT NOT NULL,
            owns_password BIGINT NOT NULL,
            factor_id TEXT,
            joined BIGINT NOT NULL,
            imported_at BIGINT NOT NULL,
            changed_at BIGINT NOT NULL,
            PRIMARY KEY (product, external_id)
        )
        """,
        "CREATE INDEX import_sources_by_person ON import_sources (person_id)",
        "CREATE INDEX import_sources_by_external_id ON import_sources (external_id)",
        """
        CREATE TABLE import_past_values (
            product TEXT NOT NULL,
            external_id TEXT NOT NULL,
            field TEXT NOT NULL,
            digest TEXT NOT NULL,
            PRIMARY KEY (product, external_id, field, digest)
        )
        """,
        """
        CREATE TABLE import_seen (
            run TEXT NOT NULL,
            name TEXT NOT NULL,
            PRIMARY KEY (run, name)
        )
        """,
        """
        CREATE TABLE import_runs (
            id TEXT PRIMARY KEY,
            started_at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE import_keys (
            name TEXT PRIMARY KEY,
            sealed BYTEA NOT NULL
        )
        """,
        """
        CREATE TABLE join_postponements (
            person_id TEXT PRIMARY KEY REFERENCES people (id),
            until BIGINT NOT NULL
        )
        """,
    ])
