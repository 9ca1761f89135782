internal import SQL

let leftKeys = Migration(
    16, "access keys whose makers left",
    [
        "ALTER TABLE clients ADD COLUMN last_used_at BIGINT",
        // Somebody who manages access keys has decided that the key goes on working without its maker.
        "ALTER TABLE clients ADD COLUMN kept_at BIGINT",
        // Keys of which the administrators have still to be told, and who need not be told because they did it.
        """
        CREATE TABLE key_notices (
            client_id TEXT PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES accounts (id),
            product TEXT NOT NULL,
            caused_by TEXT,
            created_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX key_notices_by_account ON key_notices (account_id, product)",
    ])
