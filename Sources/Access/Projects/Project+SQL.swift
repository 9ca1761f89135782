package import Core
package import SQL

extension Project: Stored {
    package static let stored: [Column<Project>] = [
        Column("id", \.id), Column("account_id", \.account), Column("name", \.name), Column("source_name", \.sourceName),
        Column("created_at", \.createdAt), Column("parent_id", \.parent),
    ]

    package init(row: Row) throws {
        self.init(
            id: try row["id"], account: try row["account_id"], name: try row["name"], sourceName: try row["source_name"],
            createdAt: try row["created_at"], parent: try row["parent_id"])
    }
}

extension Transaction {
    package func project(_ id: ProjectID) throws -> Project? {
        try first("SELECT \(Project.columns) FROM projects WHERE id = \(id)", as: Project.self)
    }

    package func project(named name: String, of account: AccountID) throws -> Project? {
        try first(
            "SELECT \(Project.columns) FROM projects WHERE account_id = \(account) AND name_key = \(name.comparableName)",
            as: Project.self)
    }

    /// A page of the account's projects, oldest first.
    package func projects(of account: AccountID, after: ProjectID? = nil, limit: Int) throws -> [Project] {
        try all(
            """
            SELECT \(Project.columns) FROM projects WHERE account_id = \(account) AND id > \(after?.text ?? "")
            ORDER BY id LIMIT \(limit)
            """, as: Project.self)
    }

    /// A page of the projects that grants let see, oldest first.
    package func projects(of scope: ProjectScope, in account: AccountID, after: ProjectID? = nil, limit: Int) throws -> [Project] {
        switch scope {
        case .all: return try projects(of: account, after: after, limit: limit)
        case .these(let ids):
            return try all(
                """
                SELECT \(Project.columns) FROM projects WHERE account_id = \(account) AND id IN \(list: ids.sorted { $0.text < $1.text })
                    AND id > \(after?.text ?? "") ORDER BY id LIMIT \(limit)
                """, as: Project.self)
        }
    }

    /// Every name that traffic of the account could mean a project by: those of `Project.sourceName`, which tie it to the project, and the
    /// present ones, which tie nothing, but tell when another project has come to a name.
    package func trafficNames(of account: AccountID) throws -> [(name: String, project: ProjectID, ties: Bool)] {
        try projects(of: account, limit: .max).flatMap { project in
            (project.sourceName.map { [($0, project.id, true)] } ?? []) + [(project.name, project.id, false)]
        }
    }

    /// The projects with these ids, by id. Used to show their names.
    package func projects(_ ids: Set<ProjectID>) throws -> [ProjectID: Project] {
        let found = try all(
            "SELECT \(Project.columns) FROM projects WHERE id IN \(list: ids.sorted { $0.text < $1.text })", as: Project.self)
        return Dictionary(found.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// What the account calls those of the projects that are its, or were until it put them away.
    package func projectNames(_ ids: Set<ProjectID>, of account: AccountID) throws -> [ProjectID: String] {
        let list = ids.sorted { $0.text < $1.text }
        var names: [ProjectID: String] = [:]
        try each(
            """
            SELECT id, name FROM projects WHERE account_id = \(account) AND id IN \(list: list)
            UNION ALL SELECT id, name FROM archived_projects WHERE account_id = \(account) AND id IN \(list: list)
            """
        ) { names[try $0["id"]] = try $0["name"] }
        return names
    }

    func insert(_ project: Project) throws {
        let key = project.name.comparableName
        try run("INSERT INTO projects (\(Project.columns), name_key) VALUES (\(values: project), \(key))")
    }

    /// Throws `unknownProjects` with every project that does not belong to the account.
    func check(_ projects: Set<ProjectID>, areOf account: AccountID) throws {
        let known = try self.projects(projects)
        let foreign = projects.filter { known[$0]?.account != account }
        guard foreign.isEmpty else { throw AccessError.unknownProjects(foreign.map(\.text).sorted()) }
    }
}
