import Core
import SQL

/// The rows that say what everybody in the account may do, read without the code that is judged.
struct Snapshot: Sendable, Equatable {
    struct Grant: Sendable, Hashable {
        let id: String
        let role: String
        let endsAt: Timestamp?
        let isOfGroup: Bool
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
                    let projects: [String] = try tx.rows(
                        "SELECT project_id FROM access_grant_projects WHERE grant_id = \(id) ORDER BY project_id"
                    ).map { try $0["project_id"] }
                    let group: String? = try row["group_id"]
                    let areas: String? = try row["areas"]
                    let kind: String? = try row["projects"]
                    return Snapshot.Grant(
                        id: id, role: try row["role"], endsAt: try row["ends_at"], isOfGroup: group != nil, projects: projects,
                        rights: areas.map { "\($0) in \(kind ?? "")" })
                }
                guard let number = people.firstIndex(of: person) else { continue }
                snapshot.places[number] = Snapshot.Place(status: try row["status"], grants: Set(grants))
            }
            return snapshot
        }
    }
}
