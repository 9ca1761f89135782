internal import SQL

let moveWishes = Migration(
    71, "moveWishes",
    [
        // Whether whoever the phase takes in may put it off once.
        "ALTER TABLE rollout_phases ADD COLUMN may_wait BIGINT NOT NULL DEFAULT 0",
        // Whoever said "not now". The row stays, because it may be said once for each product.
        """
        CREATE TABLE rollout_waits (
            product TEXT NOT NULL,
            person_id TEXT NOT NULL REFERENCES people (id),
            until BIGINT NOT NULL,
            PRIMARY KEY (product, person_id)
        )
        """,
        "CREATE INDEX rollout_waits_by_person ON rollout_waits (person_id)",
        // The day on which an account's people move, where one was agreed, and the day that its administrators asked for. An answered
        // question keeps its answer until the next one. is_told: whoever asked was told of the answer by mail.
        """
        CREATE TABLE account_days (
            product TEXT NOT NULL,
            account_id TEXT NOT NULL REFERENCES accounts (id),
            agreed_day BIGINT,
            asked_day BIGINT,
            note TEXT NOT NULL,
            asked_by TEXT,
            asked_at BIGINT,
            answer TEXT,
            answered_at BIGINT,
            is_told BIGINT NOT NULL,
            PRIMARY KEY (product, account_id)
        )
        """,
    ])
