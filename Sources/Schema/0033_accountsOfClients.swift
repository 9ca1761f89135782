internal import SQL

let accountsOfClients = Migration(
    33, "accountsOfClients",
    [
        // Whether the client is of use with an account alone: whoever has several is asked which.
        "ALTER TABLE clients ADD COLUMN needs_account BIGINT NOT NULL DEFAULT 0"
    ])
