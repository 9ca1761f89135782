internal import SQL

let accessGroups = Migration(
    41, "accessGroups",
    [
        """
        CREATE TABLE access_groups (
            id TEXT PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES accounts (id),
            product TEXT NOT NULL,
            name TEXT NOT NULL,
            name_key TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            CONSTRAINT access_groups_name UNIQUE (account_id, product, name_key)
        )
        """,
        """
        CREATE TABLE access_group_members (
            group_id TEXT NOT NULL REFERENCES access_groups (id) ON DELETE CASCADE,
            member_id TEXT NOT NULL REFERENCES members (id) ON DELETE CASCADE,
            added_by TEXT,
            added_at BIGINT NOT NULL,
            PRIMARY KEY (group_id, member_id)
        )
        """,
        "CREATE INDEX access_group_members_by_member ON access_group_members (member_id)",
        // A grant of a group has no member. Each of its members has a copy, which names it: so a decision reads one table as before.
        "ALTER TABLE access_grants ADD COLUMN group_id TEXT REFERENCES access_groups (id) ON DELETE CASCADE",
        "ALTER TABLE access_grants ADD COLUMN copy_of TEXT REFERENCES access_grants (id) ON DELETE CASCADE",
        "CREATE INDEX access_grants_by_group ON access_grants (group_id) WHERE group_id IS NOT NULL",
        "CREATE INDEX access_grants_by_original ON access_grants (copy_of) WHERE copy_of IS NOT NULL",
    ])
