import Core
import SQL

/// The rows that say what everybody in the account may do, read without the code that is judged.
struct Snapshot: Sendable, Equatable {
    struct Grant: Sendable, Hashable {
        let id: String
        let role: String
        let endsAt: Timestamp?
        let isOfGroup: Bool
        /// Those that were given, and what lies below those given with it: as the tree says it, whatever follows from it elsewhere.
        let projects: [String]
        /// What a role that the account made permits, as its row says it; nil for a role of the catalog.
        let rights: String?

        func isLive(at now: Timestamp) -> Bool { endsAt.map { now < $0 } ?? true }
    }

    struct Place: Sendable, Equatable {
        let status: String
        let grants: Set<Grant>
    }

    /// By the person's number; nobody who is no member.
    var places: [Int: Place] = [:]
    /// What each project lies below; those at the top have "".
    var parents: [String: String] = [:]
    /// The people who can sign in.
    var active: Set<Int> = []

    /// The members who are administrators now and can act.
    func administrators(at now: Timestamp) -> Set<Int> {
        holders { grant in grant.role == "administrator" && grant.isLive(at: now) }
    }

    /// Those whom rule 1 counts.
    var standing: Set<Int> { holders { $0.role == "administrator" && $0.endsAt == nil } }

    /// The members who manage people now and can act.
    func managers(at now: Timestamp) -> Set<Int> {
        holders { grant in
            grant.isLive(at: now)
                && (["administrator", "it-admin"].contains(grant.role) || grant.rights?.contains("users:manage") == true)
        }
    }

    private func holders(_ isMeant: (Grant) -> Bool) -> Set<Int> {
        Set(places.filter { $0.value.status == "active" && active.contains($0.key) && $0.value.grants.contains(where: isMeant) }.keys)
    }
}

extension SearchWorld {
    func snapshot() async throws -> Snapshot {
        try await database.read { [self] tx in
            var snapshot = Snapshot()
            for (number, person) in people.enumerated() {
                if try tx.first("SELECT id FROM people WHERE id = \(person) AND status = 'active' AND merged_into IS NULL") != nil {
                    snapshot.active.insert(number)
                }
            }
            for row in try tx.rows("SELECT id, parent_id FROM projects WHERE account_id = \(account)") {
                let parent: String? = try row["parent_id"]
                snapshot.parents[try row["id"]] = parent ?? ""
            }
            let parents = snapshot.parents
            let rows = try tx.rows("SELECT id, person_id, status FROM members WHERE account_id = \(account)")
            for row in rows {
                let member: String = try row["id"]
                let person: PersonID = try row["person_id"]
                let grants = try tx.rows(
                    """
                    SELECT g.id, g.role, g.ends_at, g.group_id, c.areas, c.projects FROM access_grants g
                    LEFT JOIN custom_roles c ON c.id = g.role WHERE g.member_id = \(member)
                    """
                ).map { row in
                    let id: String = try row["id"]
                    let given = try tx.rows(
                        "SELECT project_id, with_below FROM access_grant_projects WHERE grant_id = \(id) AND through IS NULL")
                    var projects: Set<String> = []
                    for row in given {
                        let project: String = try row["project_id"]
                        projects.insert(project)
                        guard try row["with_below"] as Int == 1 else { continue }
                        projects.formUnion(Self.below(project, in: parents))
                    }
                    let group: String? = try row["group_id"]
                    let areas: String? = try row["areas"]
                    let kind: String? = try row["projects"]
                    return Snapshot.Grant(
                        id: id, role: try row["role"], endsAt: try row["ends_at"], isOfGroup: group != nil, projects: projects.sorted(),
                        rights: areas.map { "\($0) in \(kind ?? "")" })
                }
                guard let number = people.firstIndex(of: person) else { continue }
                snapshot.places[number] = Snapshot.Place(status: try row["status"], grants: Set(grants))
            }
            return snapshot
        }
    }

    private static func below(_ project: String, in parents: [String: String]) -> [String] {
        let next = parents.filter { $0.value == project }.map(\.key)
        return next + next.flatMap { below($0, in: parents) }
    }
}
