internal import SQL

let eventsByActor = Migration(
    35, "eventsByActor",
    [
        // For what a person reads of their own doings.
        "CREATE INDEX audit_events_by_actor ON audit_events (actor, id)"
    ])
