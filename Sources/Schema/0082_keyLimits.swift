internal import SQL

let keyLimits = Migration(
    82, "keyLimits",
    [
        // When an access key ends, and the networks that it may be used from, apart by blanks; '' for every one.
        "ALTER TABLE clients ADD COLUMN expires_at BIGINT",
        "ALTER TABLE clients ADD COLUMN networks TEXT NOT NULL DEFAULT ''",
        // From where it last got a token, and for which scopes.
        "ALTER TABLE clients ADD COLUMN last_used_from TEXT",
        "ALTER TABLE clients ADD COLUMN last_used_for TEXT",
        "ALTER TABLE clients ADD COLUMN end_warned_at BIGINT",
        "CREATE INDEX clients_by_end ON clients (expires_at) WHERE expires_at IS NOT NULL AND end_warned_at IS NULL AND revoked_at IS NULL",
        // The networks that a key showed its secret from. `refused`: it may not be used from there. `told`: those who manage it know.
        """
        CREATE TABLE key_networks (
            client_id TEXT NOT NULL REFERENCES clients (id),
            network TEXT NOT NULL,
            refused INTEGER NOT NULL,
            told INTEGER NOT NULL,
            first_at BIGINT NOT NULL,
            seen_at BIGINT NOT NULL,
            PRIMARY KEY (client_id, network)
        )
        """,
        "CREATE INDEX key_networks_untold ON key_networks (client_id) WHERE told = 0",
    ])
