internal import SQL

let resources = Migration(
    77, "resources",
    [
        // The APIs that a client serves (RFC 8707), each an address and an audience of tokens; those that it may ask tokens for; and the
        // clients whose tokens it may exchange (RFC 8693). Each is a list with spaces.
        "ALTER TABLE clients ADD COLUMN resources TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE clients ADD COLUMN uses_resources TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE clients ADD COLUMN exchanges_from TEXT NOT NULL DEFAULT ''",
        // Where people read what a client does with their data, and where it helps them.
        "ALTER TABLE clients ADD COLUMN policy_uri TEXT",
        "ALTER TABLE clients ADD COLUMN support_uri TEXT",
        // The API that the access tokens of a grant are for; NULL for this server's own.
        "ALTER TABLE openid_grants ADD COLUMN resource TEXT",
    ])
