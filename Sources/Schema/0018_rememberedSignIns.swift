internal import SQL

let rememberedSignIns = Migration(
    18, "what sign-ins remember",
    [
        // Codes that are on their way must be asked for again: they live five minutes.
        "DROP TABLE sms_codes",
        """
        CREATE TABLE sms_codes (
            factor_id TEXT NOT NULL REFERENCES second_factors (id) ON DELETE CASCADE,
            code_hash BYTEA NOT NULL,
            sent_at BIGINT NOT NULL,
            expires_at BIGINT NOT NULL,
            tries BIGINT NOT NULL,
            PRIMARY KEY (factor_id, code_hash)
        )
        """,
        // The public parts of keys that are published no more: people sign out with ID tokens that they signed.
        "CREATE TABLE retired_keys (kid TEXT PRIMARY KEY, public_jwk TEXT NOT NULL, retired_at BIGINT NOT NULL)",
        // Where the person was going who asked for the link, sealed.
        "ALTER TABLE mail_links ADD COLUMN return_to BYTEA",
    ]
).stoppingOlder()
