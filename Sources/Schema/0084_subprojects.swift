internal import SQL

let subprojects = Migration(
    84, "subprojects",
    [
        // The project below which one lies; NULL for one at the top.
        "ALTER TABLE projects ADD COLUMN parent_id TEXT REFERENCES projects (id)",
        "CREATE INDEX projects_by_parent ON projects (parent_id) WHERE parent_id IS NOT NULL",
        // Whether a project was given with what lies below it. A row with `through` was not given: it follows from one that was, and is made and
        // taken away with each change of the tree, so that a decision still reads one row.
        "ALTER TABLE access_grant_projects ADD COLUMN with_below INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE access_grant_projects ADD COLUMN through TEXT REFERENCES projects (id) ON DELETE CASCADE",
        "CREATE INDEX access_grant_projects_through ON access_grant_projects (through) WHERE through IS NOT NULL",
        "ALTER TABLE archived_projects ADD COLUMN parent_id TEXT",
        "ALTER TABLE archived_project_grants ADD COLUMN with_below INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE invitation_projects ADD COLUMN with_below INTEGER NOT NULL DEFAULT 0",
    ])
