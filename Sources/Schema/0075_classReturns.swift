internal import SQL

let classReturns = Migration(
    75, "classReturns",
    [
        // The paused class by which somebody was rolled back; they are held until it is released. NULL for a phase, or for one person.
        "ALTER TABLE rollout_returns ADD COLUMN brake_id TEXT",
        "CREATE INDEX rollout_returns_by_brake ON rollout_returns (brake_id)",
    ])
