package import SQL

/// A project as messages name it: by its account and its name at the source.
///
/// Messages are tied to the ID's project by its id: by the import, where the ID vouches for the name (`MessageImport.Accounts`), or by the
/// operator (`lanyard messages assign`). Whoever looks ties nothing, and renaming a project changes nothing. Until then only those who see
/// every project see them (rule 3).
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

    /// Whether messages that belong to no project yet could be tied to this one.
    package static func mayLink(to projectID: String, in tx: Transaction) throws -> Bool { try find(projectID: projectID, in: tx) == nil }

    /// Ties messages that belong to no project yet to one of the ID's. Returns false and changes nothing if they are tied already, or if
    /// other messages are tied to that project.
    package static func link(_ number: Int64, to projectID: String, in tx: Transaction) throws -> Bool {
        try tx.run(
            """
            UPDATE traffic_projects SET project_id = \(projectID) WHERE number = \(number) AND project_id IS NULL
            AND NOT EXISTS (SELECT 1 FROM traffic_projects other WHERE other.project_id = \(projectID))
            """) > 0
    }

    /// The project that is linked to this project of the ID; nil if there is none.
    static func find(projectID: String, in tx: Transaction) throws -> TrafficProject? {
        try tx.first(
            "SELECT number, account, name, project_id FROM traffic_projects WHERE project_id = \(projectID)", as: TrafficProject.self)
    }

    static func find(number: Int64, in tx: Transaction) throws -> TrafficProject? {
        try tx.first("SELECT number, account, name, project_id FROM traffic_projects WHERE number = \(number)", as: TrafficProject.self)
    }

    static func existing(_ place: MessagePlace, in tx: Transaction) throws -> TrafficProject? {
        try tx.first(
            """
            SELECT number, account, name, project_id FROM traffic_projects
            WHERE account = \(place.account) AND name = \(place.project)
            """, as: TrafficProject.self)
    }

    /// The project with this account and name at the source. It is inserted with a new number if it does not exist yet.
    static func named(_ place: MessagePlace, in tx: Transaction) throws -> TrafficProject {
        if let there = try existing(place, in: tx) { return there }
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
