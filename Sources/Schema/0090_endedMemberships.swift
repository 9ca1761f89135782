internal import SQL

let endedMemberships = Migration(
    90, "endedMemberships",
    [
        // Memberships that a join ended because another of the same account stayed: a row a grant, and one without a role where there was none.
        // stays_grants: those of the membership that stayed, as text; if they change, nothing comes back. projects, below: ids with spaces.
        """
        CREATE TABLE ended_memberships (
            join_id TEXT NOT NULL REFERENCES joins (id) ON DELETE CASCADE,
            member_id TEXT NOT NULL,
            person_id TEXT NOT NULL,
            account_id TEXT NOT NULL,
            product TEXT NOT NULL,
            standing TEXT NOT NULL,
            created_at BIGINT NOT NULL,
            stays_id TEXT NOT NULL,
            stays_grants TEXT NOT NULL,
            role TEXT,
            projects TEXT NOT NULL,
            below TEXT NOT NULL,
            ends_at BIGINT,
            source TEXT,
            given_by TEXT,
            given_at BIGINT,
            group_id TEXT
        )
        """,
        "CREATE INDEX ended_memberships_by_join ON ended_memberships (join_id)",
    ])
