internal import SQL

let operators = Migration(
    65, "operators",
    [
        // Who runs the server on its own pages, with a role of Operations/operations.yaml.
        """
        CREATE TABLE operators (
            person_id TEXT PRIMARY KEY REFERENCES people (id),
            role TEXT NOT NULL,
            added_at BIGINT NOT NULL
        )
        """
    ])
