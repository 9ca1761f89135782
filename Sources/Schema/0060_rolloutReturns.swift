internal import SQL

let rolloutReturns = Migration(
    60, "rolloutReturns",
    [
        // Whoever was inside and signs in at the product itself again, until they come inside anew. is_held: no phase takes them in
        // until the operator goes on with one.
        """
        CREATE TABLE rollout_returns (
            product TEXT NOT NULL,
            person_id TEXT NOT NULL REFERENCES people (id),
            returned_at BIGINT NOT NULL,
            is_held BIGINT NOT NULL,
            PRIMARY KEY (product, person_id)
        )
        """,
        "CREATE INDEX rollout_returns_by_person ON rollout_returns (person_id)",
    ])
