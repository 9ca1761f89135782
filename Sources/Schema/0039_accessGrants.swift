internal import SQL

let accessGrants = Migration(
    39, "accessGrants",
    [
        // What a member may: a role, in the projects of access_grant_projects, until when, and where it comes from.
        """
        CREATE TABLE access_grants (
            id TEXT PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES accounts (id),
            product TEXT NOT NULL,
            member_id TEXT REFERENCES members (id) ON DELETE CASCADE,
            role TEXT NOT NULL,
            ends_at BIGINT,
            source TEXT NOT NULL,
            given_by TEXT,
            given_at BIGINT NOT NULL
        )
        """,
        """
        CREATE TABLE access_grant_projects (
            grant_id TEXT NOT NULL REFERENCES access_grants (id) ON DELETE CASCADE,
            project_id TEXT NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
            PRIMARY KEY (grant_id, project_id)
        )
        """,
        // Who gave a role is in the last event that changed it, or in the invitation that it came by. What neither knows came by an import.
        """
        INSERT INTO access_grants (id, account_id, product, member_id, role, source, given_by, given_at)
        SELECT 'grt_' || SUBSTR(m.id, 5), m.account_id, m.product, m.id, m.role,
            CASE WHEN c.actor LIKE 'person:%' OR i.invited_by IS NOT NULL THEN 'person'
                WHEN EXISTS (SELECT 1 FROM import_sources s WHERE s.person_id = m.person_id AND s.product = m.product) THEN 'import'
                ELSE 'operator' END,
            CASE WHEN c.actor LIKE 'person:%' THEN SUBSTR(c.actor, 8) ELSE i.invited_by END, COALESCE(c.at, m.created_at)
        FROM members m
        LEFT JOIN audit_events c ON c.id = (
            SELECT MAX(e.id) FROM audit_events e WHERE e.subject = m.id AND e.action = 'member.changed' AND e.actor LIKE 'person:%')
        LEFT JOIN invitations i ON i.id = (
            SELECT MAX(n.id) FROM invitations n
            WHERE n.account_id = m.account_id AND n.product = m.product AND n.state = 'accepted' AND n.accepted_by = m.person_id)
        """,
        """
        INSERT INTO access_grant_projects (grant_id, project_id)
        SELECT 'grt_' || SUBSTR(member_id, 5), project_id FROM member_projects
        """,
        "CREATE INDEX access_grants_by_member ON access_grants (member_id)",
        "CREATE INDEX access_grants_by_role ON access_grants (account_id, product, role)",
        "CREATE INDEX access_grants_by_end ON access_grants (ends_at) WHERE ends_at IS NOT NULL",
        "CREATE INDEX access_grant_projects_by_project ON access_grant_projects (project_id)",
        "DROP TABLE member_projects",
        "DROP INDEX members_by_role",
        "ALTER TABLE members DROP COLUMN role",
    ]
).stoppingOlder()
