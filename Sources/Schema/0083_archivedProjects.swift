internal import SQL

let archivedProjects = Migration(
    83, "archivedProjects",
    [
        // Projects that were put away. They are no projects while they are here; whoever sees all projects brings them back.
        """
        CREATE TABLE archived_projects (
            id TEXT PRIMARY KEY,
            account_id TEXT NOT NULL REFERENCES accounts (id),
            name TEXT NOT NULL,
            source_name TEXT,
            created_at BIGINT NOT NULL,
            archived_at BIGINT NOT NULL,
            archived_by TEXT
        )
        """,
        "CREATE INDEX archived_projects_by_account ON archived_projects (account_id, id)",
        // The grants that it was assigned by, for its return.
        """
        CREATE TABLE archived_project_grants (
            project_id TEXT NOT NULL REFERENCES archived_projects (id) ON DELETE CASCADE,
            grant_id TEXT NOT NULL REFERENCES access_grants (id) ON DELETE CASCADE,
            PRIMARY KEY (project_id, grant_id)
        )
        """,
        "CREATE INDEX archived_project_grants_by_grant ON archived_project_grants (grant_id)",
    ])
