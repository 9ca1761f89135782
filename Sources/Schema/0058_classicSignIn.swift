internal import SQL

let classicSignIn = Migration(
    58, "classicSignIn",
    [
        // A product that signs its people in by their old logins until they move, with the key to which their credentials are sealed.
        """
        CREATE TABLE classic_products (
            product TEXT PRIMARY KEY,
            sealing_key BYTEA NOT NULL,
            registered_at BIGINT NOT NULL
        )
        """,
        // The keys (a JWK Set) by which a client signs that somebody signed in with it.
        "ALTER TABLE clients ADD COLUMN assertion_keys TEXT",
        // 1 for a grant by such an assertion, which has no session at the ID.
        "ALTER TABLE openid_grants ADD COLUMN is_asserted BIGINT NOT NULL DEFAULT 0",
        """
        CREATE TABLE used_assertions (
            hash BYTEA PRIMARY KEY,
            expires_at BIGINT NOT NULL
        )
        """,
        "CREATE INDEX used_assertions_by_expiry ON used_assertions (expires_at)",
    ])
