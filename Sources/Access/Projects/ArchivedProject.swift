package import Core
package import SQL

/// A project that was put away: nobody sees it as one, its keys are dead, and whoever sees all projects may bring it back.
package struct ArchivedProject: Sendable, Equatable {
    package let id: ProjectID
    let account: AccountID
    package let name: String
    let sourceName: String?
    let createdAt: Timestamp
    package let archivedAt: Timestamp
    /// nil if the operator did it.
    package let archivedBy: PersonID?
    /// The project below which it lay, and comes back if that is still there.
    package let parent: ProjectID?
}

extension ArchivedProject: Stored {
    package static let stored: [Column<ArchivedProject>] = [
        Column("id", \.id), Column("account_id", \.account), Column("name", \.name), Column("source_name", \.sourceName),
        Column("created_at", \.createdAt), Column("archived_at", \.archivedAt), Column("archived_by", \.archivedBy),
        Column("parent_id", \.parent),
    ]

    package init(row: Row) throws {
        id = try row["id"]
        account = try row["account_id"]
        name = try row["name"]
        sourceName = try row["source_name"]
        createdAt = try row["created_at"]
        archivedAt = try row["archived_at"]
        archivedBy = try row["archived_by"]
        parent = try row["parent_id"]
    }
}

extension Transaction {
    /// A page of the account's archived projects, oldest first.
    package func archivedProjects(of account: AccountID, after: ProjectID? = nil, limit: Int) throws -> [ArchivedProject] {
        try all(
            """
            SELECT \(ArchivedProject.columns) FROM archived_projects WHERE account_id = \(account) AND id > \(after?.text ?? "")
            ORDER BY id LIMIT \(limit)
            """, as: ArchivedProject.self)
    }

    func archivedProject(_ id: ProjectID) throws -> ArchivedProject? {
        try first("SELECT \(ArchivedProject.columns) FROM archived_projects WHERE id = \(id)", as: ArchivedProject.self)
    }

    /// The archived projects that the grant was given when they were put away.
    func archivedProjects(of grant: AccessGrantID) throws -> ProjectAssignment {
        var assignment = ProjectAssignment([])
        for row in try rows("SELECT project_id, with_below FROM archived_project_grants WHERE grant_id = \(grant)") {
            assignment.add(try row["project_id"], withBelow: try row["with_below"], through: nil)
        }
        return assignment
    }

    func keep(_ archived: ProjectAssignment, of grant: AccessGrantID) throws {
        for (project, includesBelow) in archived.sortedGiven {
            try run(
                """
                INSERT INTO archived_project_grants (project_id, grant_id, with_below) VALUES (\(project), \(grant), \(includesBelow))
                """)
        }
    }

    /// Puts the project away with the grants that it is assigned by.
    func archive(_ project: Project, by person: PersonID?, at now: Timestamp) throws {
        let archived = ArchivedProject(
            id: project.id, account: project.account, name: project.name, sourceName: project.sourceName, createdAt: project.createdAt,
            archivedAt: now, archivedBy: person, parent: project.parent)
        try run("INSERT INTO archived_projects (\(ArchivedProject.columns)) VALUES (\(values: archived))")
        try run(
            """
            INSERT INTO archived_project_grants (project_id, grant_id, with_below)
            SELECT project_id, grant_id, with_below FROM access_grant_projects WHERE project_id = \(project.id) AND through IS NULL
            """)
        try run("DELETE FROM projects WHERE id = \(project.id)")
    }

    /// Brings it back under that name, assigned by those of its grants that are still there, below that project. Traffic that another project is
    /// meant by meanwhile stays with that one.
    func restore(_ archived: ArchivedProject, named name: String, below parent: ProjectID?) throws -> Project {
        let isTaken = try archived.sourceName.map { source in
            try first("SELECT 1 AS one FROM projects WHERE account_id = \(archived.account) AND source_name = \(source) LIMIT 1") != nil
        }
        let project = Project(
            id: archived.id, account: archived.account, name: name, sourceName: isTaken == true ? nil : archived.sourceName,
            createdAt: archived.createdAt, parent: parent)
        try insert(project)
        try run(
            """
            INSERT INTO access_grant_projects (grant_id, project_id, with_below)
            SELECT grant_id, project_id, with_below FROM archived_project_grants WHERE project_id = \(project.id)
            """)
        // Members of a group hold what it gives now, whenever they joined it.
        try run(
            """
            INSERT INTO access_grant_projects (grant_id, project_id, with_below)
            SELECT c.id, gp.project_id, gp.with_below FROM access_grants c JOIN access_grant_projects gp ON gp.grant_id = c.copy_of
            WHERE gp.project_id = \(project.id) ON CONFLICT DO NOTHING
            """)
        try run("DELETE FROM archived_projects WHERE id = \(project.id)")
        try reach(project.id, in: project.account)
        return project
    }
}
