internal import SQL

let rolloutEpisodes = Migration(
    59, "rolloutEpisodes",
    [
        // One person's tries in one browser during a move, at the product ('classic') or at the ID ('id'). known: whether the browser or its
        // network signed that login in before. wrong: how many tries were wrong. result: the last thing that happened. number: its place among
        // those that count as evidence, 0 for one that does not, NULL while it is not over. hash, factor, dormant: as they were before the first
        // try, because a success changes them.
        """
        CREATE TABLE rollout_episodes (
            product TEXT NOT NULL,
            side TEXT NOT NULL,
            episode TEXT NOT NULL,
            person_id TEXT,
            browser TEXT NOT NULL,
            known BIGINT NOT NULL,
            hash TEXT,
            factor TEXT,
            dormant BIGINT NOT NULL,
            wrong BIGINT NOT NULL,
            result TEXT NOT NULL,
            started_at BIGINT NOT NULL,
            last_at BIGINT NOT NULL,
            number BIGINT,
            PRIMARY KEY (product, side, episode)
        )
        """,
        "CREATE INDEX rollout_episodes_open ON rollout_episodes (product, last_at) WHERE number IS NULL",
        "CREATE INDEX rollout_episodes_by_number ON rollout_episodes (product, number)",
        "CREATE INDEX rollout_episodes_by_person ON rollout_episodes (person_id, last_at)",
        // A class of people who are answered 'classic' until the operator releases it. NULL stands for any; rate is in millionths.
        """
        CREATE TABLE rollout_brakes (
            id TEXT PRIMARY KEY,
            product TEXT NOT NULL,
            hash TEXT,
            factor TEXT,
            browser TEXT,
            dormant BIGINT,
            begun_at BIGINT NOT NULL,
            evidence BIGINT NOT NULL,
            threshold BIGINT NOT NULL,
            rate BIGINT NOT NULL,
            inside BIGINT NOT NULL,
            inside_failed BIGINT NOT NULL,
            outside BIGINT NOT NULL,
            outside_failed BIGINT NOT NULL,
            released_at BIGINT,
            released_number BIGINT
        )
        """,
        "CREATE INDEX rollout_brakes_by_product ON rollout_brakes (product)",
    ])
