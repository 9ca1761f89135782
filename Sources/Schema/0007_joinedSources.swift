internal import SQL

let joinedSources = Migration(
    7, "joined sources own no password",
    // Whether a source was joined says it already: a joined login's password guards the other product too.
    ["ALTER TABLE import_sources DROP COLUMN owns_password"])
