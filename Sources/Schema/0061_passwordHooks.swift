internal import SQL

let passwordHooks = Migration(
    61, "passwordHooks",
    [
        // Where an old product is asked whether a password is right, whose hashes it cannot give away; the key of the signatures, sealed.
        """
        CREATE TABLE password_hooks (
            product TEXT PRIMARY KEY,
            url TEXT NOT NULL,
            secret BYTEA NOT NULL,
            created_at BIGINT NOT NULL
        )
        """
    ])
