internal import SQL

let readers = Migration(
    22, "readers",
    [
        // The person's time zone, a name of the IANA database; NULL is UTC.
        "ALTER TABLE people ADD COLUMN zoneinfo TEXT",
        // The language that a message was written in.
        "ALTER TABLE outbox ADD COLUMN language TEXT NOT NULL DEFAULT 'en'",
    ])
