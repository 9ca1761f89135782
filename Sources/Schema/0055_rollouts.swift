internal import SQL

let rollouts = Migration(
    55, "rollouts",
    [
        // A phase of a product's move. percent is in hundredths of one in a hundred; eligible is the share of the product's people whom its
        // conditions meet, in the same unit, by which logins that nobody has are drawn.
        """
        CREATE TABLE rollout_phases (
            id TEXT PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            product TEXT NOT NULL,
            state TEXT NOT NULL,
            starts_at BIGINT,
            percent BIGINT NOT NULL,
            unit TEXT NOT NULL,
            least_members BIGINT,
            most_members BIGINT,
            created_before BIGINT,
            created_after BIGINT,
            eligible BIGINT NOT NULL,
            salt BYTEA NOT NULL,
            created_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX rollout_phases_by_product ON rollout_phases (product)",
        // Whom a phase takes in or leaves out, whatever the draw says: people and accounts by id, domains by name.
        """
        CREATE TABLE rollout_listed (
            phase_id TEXT NOT NULL REFERENCES rollout_phases (id) ON DELETE CASCADE,
            kind TEXT NOT NULL,
            value TEXT NOT NULL,
            allowed BIGINT NOT NULL,
            PRIMARY KEY (phase_id, kind, value)
        )
        """,
        // Logins that were sent to the ID, and whether they succeeded there.
        """
        CREATE TABLE rollout_logins (
            product TEXT NOT NULL,
            person_id TEXT NOT NULL REFERENCES people (id),
            phase_id TEXT,
            browser TEXT,
            known BIGINT,
            sent_at BIGINT NOT NULL,
            succeeded_at BIGINT,
            PRIMARY KEY (product, person_id)
        )
        """,
        "CREATE INDEX rollout_logins_by_phase ON rollout_logins (phase_id, succeeded_at)",
        "CREATE INDEX rollout_logins_by_person ON rollout_logins (person_id)",
    ])
