internal import SQL

let customRoles = Migration(
    42, "customRoles",
    [
        // The id stands in `access_grants.role` beside those of the catalog, so that a decision finds both in one read.
        """
        CREATE TABLE custom_roles (
            id TEXT PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES accounts (id),
            product TEXT NOT NULL,
            name TEXT NOT NULL,
            name_key TEXT NOT NULL,
            purpose TEXT NOT NULL,
            areas TEXT NOT NULL,
            projects TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            CONSTRAINT custom_roles_name UNIQUE (account_id, product, name_key)
        )
        """
    ])
