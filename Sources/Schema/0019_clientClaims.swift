internal import SQL

let clientClaims = Migration(
    19, "claims and secrets of clients",
    [
        "ALTER TABLE clients ADD COLUMN claims_in_id_token BIGINT NOT NULL DEFAULT 0",
        // The secret before the present one, while it is still accepted.
        "ALTER TABLE clients ADD COLUMN old_secret_hash BYTEA",
        "ALTER TABLE clients ADD COLUMN old_secret_until BIGINT",
        // When name or language last changed (OpenID Connect Core section 5.1, `updated_at`); NULL if never.
        "ALTER TABLE people ADD COLUMN updated_at BIGINT",
        // The claims that the request asked for in the ID token.
        "ALTER TABLE openid_grants ADD COLUMN id_token_claims TEXT NOT NULL DEFAULT ''",
    ])
