internal import SQL

let ticketAddresses = Migration(
    68, "ticketAddresses",
    [
        // The address in the form in which it is compared: whoever asked wrote it as they liked.
        "ALTER TABLE tickets ADD COLUMN canonical TEXT NOT NULL DEFAULT ''",
        "UPDATE tickets SET canonical = LOWER(address)",
        "DROP INDEX tickets_by_address",
        "CREATE INDEX tickets_by_canonical ON tickets (canonical, opened_at)",
    ])
