internal import SQL

let rolloutEpisodes = Migration(
    59, "rolloutEpisodes",
    [
        // One person's tries in one browser during a move, at the product ('classic') or at the ID ('id'). known: whether the browser or its
        // network signed that login in before. wrong: how many tries were wrong. result: the last thing that happened.
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
            wrong BIGINT NOT NULL,
            result TEXT NOT NULL,
            started_at BIGINT NOT NULL,
            last_at BIGINT NOT NULL,
            PRIMARY KEY (product, side, episode)
        )
        """,
        "CREATE INDEX rollout_episodes_by_time ON rollout_episodes (product, last_at)",
        "CREATE INDEX rollout_episodes_by_person ON rollout_episodes (person_id)",
    ])
