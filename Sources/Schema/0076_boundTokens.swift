internal import SQL

let boundTokens = Migration(
    76, "boundTokens",
    [
        // The thumbprint of the key that a grant's tokens are bound to (RFC 9449); NULL for none.
        "ALTER TABLE openid_grants ADD COLUMN bound_to TEXT",
        // Whether a client gets bound tokens alone.
        "ALTER TABLE clients ADD COLUMN needs_bound_tokens BIGINT NOT NULL DEFAULT 0",
    ])
