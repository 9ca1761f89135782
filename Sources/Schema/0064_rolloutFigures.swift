internal import SQL

let rolloutFigures = Migration(
    64, "rolloutFigures",
    [
        // When the person had signed in last, before the first try of the episode; NULL for never, or not known.
        "ALTER TABLE rollout_episodes ADD COLUMN signed_in_at BIGINT",
        "CREATE INDEX rollout_episodes_by_day ON rollout_episodes (product, last_at)",
        "CREATE INDEX rollout_logins_by_arrival ON rollout_logins (product, succeeded_at)",
    ])
