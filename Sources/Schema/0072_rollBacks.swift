internal import SQL

let rollBacks = Migration(
    72, "rollBacks",
    [
        // Whether people of a class that crosses are rolled back by themselves.
        "ALTER TABLE rollout_phases ADD COLUMN rolls_back BIGINT NOT NULL DEFAULT 0",
        // People on their way back to a product's own sign-in: those of a phase, or those of a paused class. reached: up to whom it is done.
        """
        CREATE TABLE rollout_roll_backs (
            id TEXT PRIMARY KEY,
            product TEXT NOT NULL,
            phase_id TEXT,
            brake_id TEXT,
            begun_by TEXT NOT NULL,
            begun_at BIGINT NOT NULL,
            reached TEXT NOT NULL,
            back BIGINT NOT NULL,
            staying BIGINT NOT NULL,
            finished_at BIGINT
        )
        """,
        "CREATE INDEX rollout_roll_backs_open ON rollout_roll_backs (begun_at) WHERE finished_at IS NULL",
        "CREATE INDEX rollout_roll_backs_by_phase ON rollout_roll_backs (phase_id)",
        "CREATE INDEX rollout_roll_backs_by_brake ON rollout_roll_backs (brake_id)",
        // Who could not go back, and why.
        """
        CREATE TABLE rollout_staying (
            roll_back_id TEXT NOT NULL REFERENCES rollout_roll_backs (id) ON DELETE CASCADE,
            person_id TEXT NOT NULL REFERENCES people (id),
            reason TEXT NOT NULL,
            PRIMARY KEY (roll_back_id, person_id)
        )
        """,
        "CREATE INDEX rollout_staying_by_person ON rollout_staying (person_id)",
    ])
