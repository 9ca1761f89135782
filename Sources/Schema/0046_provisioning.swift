internal import SQL

let provisioning = Migration(
    46, "provisioning",
    [
        // What a directory of an account shows when it changes people by SCIM. Newcomers get the role, if there is one.
        """
        CREATE TABLE provisioning_tokens (
            id TEXT PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES accounts (id),
            product TEXT NOT NULL,
            token_hash BYTEA NOT NULL,
            role TEXT,
            made_by TEXT,
            created_at BIGINT NOT NULL,
            last_used_at BIGINT,
            revoked_at BIGINT,
            CONSTRAINT provisioning_tokens_hash UNIQUE (token_hash)
        )
        """,
        "CREATE INDEX provisioning_tokens_by_account ON provisioning_tokens (account_id, product, id)",
        // What a directory says of somebody, of the membership with the same id. Until the person arrives there is no such membership.
        """
        CREATE TABLE provisioned_users (
            id TEXT PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES accounts (id),
            product TEXT NOT NULL,
            user_name TEXT NOT NULL,
            user_name_key TEXT NOT NULL,
            external_id TEXT,
            email TEXT,
            email_canonical TEXT,
            active BIGINT NOT NULL,
            attributes TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            changed_at BIGINT NOT NULL,
            CONSTRAINT provisioned_users_name UNIQUE (account_id, product, user_name_key)
        )
        """,
        "CREATE INDEX provisioned_users_by_external_id ON provisioned_users (account_id, product, external_id)",
        "CREATE INDEX provisioned_users_by_address ON provisioned_users (email_canonical)",
        // With the account first: without figures SQLite would rather look at all users of the account.
        "CREATE INDEX provisioned_users_expected ON provisioned_users (account_id, product, email_canonical)",
        // The groups that somebody will be in when they arrive.
        """
        CREATE TABLE provisioned_group_members (
            group_id TEXT NOT NULL REFERENCES access_groups (id) ON DELETE CASCADE,
            user_id TEXT NOT NULL REFERENCES provisioned_users (id) ON DELETE CASCADE,
            PRIMARY KEY (group_id, user_id)
        )
        """,
        "CREATE INDEX provisioned_group_members_by_user ON provisioned_group_members (user_id)",
        "ALTER TABLE access_groups ADD COLUMN external_id TEXT",
        // Somebody who leaves a group of thousands is found without a look at all of it.
        "DROP INDEX access_grants_by_group",
        "CREATE INDEX access_grants_by_group ON access_grants (group_id, member_id) WHERE group_id IS NOT NULL",
        // For whom a directory had the invitation sent.
        "ALTER TABLE invitations ADD COLUMN provisioned_id TEXT",
        "CREATE INDEX invitations_by_provisioned ON invitations (provisioned_id, state) WHERE provisioned_id IS NOT NULL",
    ]
).stoppingOlder()
