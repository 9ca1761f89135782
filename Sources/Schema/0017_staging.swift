internal import SQL

let staging = Migration(
    17, "imports have a database of their own",
    [
        "DROP TABLE import_seen",
        "DROP TABLE import_runs",
        // Of a verified address: the word of the old product, which the operator trusts, and not that of its mail.
        "ALTER TABLE email_addresses ADD COLUMN vouched BIGINT NOT NULL DEFAULT 0",
    ]
).stoppingOlder()
