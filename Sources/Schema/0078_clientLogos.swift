internal import SQL

let clientLogos = Migration(
    78, "clientLogos",
    [
        // The address of a client's mark; and whether it sends its requests ahead and no other counts (RFC 9126 section 6).
        "ALTER TABLE clients ADD COLUMN logo_uri TEXT",
        "ALTER TABLE clients ADD COLUMN needs_pushed_requests BIGINT NOT NULL DEFAULT 0",
    ])
