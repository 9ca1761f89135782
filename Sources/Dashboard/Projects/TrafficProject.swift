package import SQL

/// A project as messages name it: by its account and its name at the source.
///
/// The ID has its own ids for projects. The first time that the ID has a project of this account with the same name, the two are linked,
/// so that renaming the project at the ID loses nothing here.
package struct TrafficProject: Hashable, Sendable {
    package let number: Int64
    package let account: String
    /// The name at the source. If the project is linked, pages show the ID's name instead.
    package let name: String
    package let projectID: String?
}

extension TrafficProject: RowDecodable {
    package init(row: Row) throws {
        number = try row["number"]
        account = try row["account"]
        name = try row["name"]
        projectID = try row["project_id"]
    }

    /// All projects of an account, under any of its ids.
    package static func all(accounts: [String], in tx: Transaction) throws -> [TrafficProject] {
        try tx.all(
            "SELECT number, account, name, project_id FROM traffic_projects WHERE account IN \(list: accounts) ORDER BY name, number")
    }

    /// Links projects that are not linked yet to the ID's projects of the same name. Returns whether anything changed.
    package static func link(accounts: [String], to known: [(id: String, name: String)], in tx: Transaction) throws -> Bool {
        let links = links(try all(accounts: accounts, in: tx), to: known)
        for (number, id) in links {
            try tx.run(
                """
                UPDATE traffic_projects SET project_id = \(id) WHERE number = \(number) AND project_id IS NULL \
                AND NOT EXISTS (SELECT 1 FROM traffic_projects other WHERE other.project_id = \(id))
                """)
        }
        return !links.isEmpty
    }

    static func wouldLink(_ there: [TrafficProject], to known: [(id: String, name: String)]) -> Bool { !links(there, to: known).isEmpty }

    private static func links(_ there: [TrafficProject], to known: [(id: String, name: String)]) -> [(number: Int64, id: String)] {
        let linked = Set(there.compactMap(\.projectID))
        return known.compactMap { project in
            guard !linked.contains(project.id) else { return nil }
            return there.first { $0.projectID == nil && $0.name == project.name }.map { ($0.number, project.id) }
        }
    }

    /// The project that is linked to this project of the ID; nil if there is none.
    static func find(projectID: String, in tx: Transaction) throws -> TrafficProject? {
        try tx.first(
            "SELECT number, account, name, project_id FROM traffic_projects WHERE project_id = \(projectID)", as: TrafficProject.self)
    }

    /// The project with this account and name at the source. It is inserted with a new number if it does not exist yet.
    static func named(_ place: MessagePlace, in tx: Transaction) throws -> TrafficProject {
        if let there = try tx.first(
            """
            SELECT number, account, name, project_id FROM traffic_projects
            WHERE account = \(place.account) AND name = \(place.project)
            """, as: TrafficProject.self)
        {
            return there
        }
        let made = try tx.first(
            """
            INSERT INTO traffic_projects (number, account, name)
            SELECT COALESCE(MAX(number), 0) + 1, \(place.account), \(place.project) FROM traffic_projects
            RETURNING number, account, name, project_id
            """, as: TrafficProject.self)
        guard let made else { throw SQLError.conflict }
        return made
    }
}
