internal import SQL

let announcements = Migration(
    70, "announcements",
    [
        // Up to whom a phase was announced by mail, in the order of ids: NULL where it is not, empty before the first mail.
        "ALTER TABLE rollout_phases ADD COLUMN announced_to TEXT"
    ])
