internal import SQL

let joinedSources = Migration(
    7, "joined sources own no password",
    // Redundant, because each source records whether it was joined. No import owns the password of a joined login: that password guards
    // the other product too.
    ["ALTER TABLE import_sources DROP COLUMN owns_password"]
).stoppingOlder()
