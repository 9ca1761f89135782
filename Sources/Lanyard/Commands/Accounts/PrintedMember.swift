internal import Access
internal import Core
internal import Identity
internal import OpenID
internal import SQL

/// A member as commands print them.
struct PrintedMember: Encodable {
    let id: String
    let person: String
    let name: String
    let email: String
    /// The first of the roles; empty if they have none now.
    let role: String
    let roles: [String]
    /// Each role by itself: with its projects, its end, and where it comes from.
    let grants: [Grant]
    let status: String
    let projects: [String]
    /// The project assignments that a change removed: a role that sees every project, or none, has no assignments.
    let unassigned: [String]?
    /// Printed with a removal: the access keys that the person made. They belong to their project and still work.
    let accessKeys: [Key]?

    struct Grant: Encodable {
        let id: String
        let role: String
        let projects: [String]
        /// Those of them that were given with what lies below.
        let below: [String]
        let endsAt: String?
        let source: String
        let givenBy: String?
        let givenAt: String
        let group: String?

        enum CodingKeys: String, CodingKey {
            case id, role, projects, below, source, group
            case endsAt = "ends_at"
            case givenBy = "given_by"
            case givenAt = "given_at"
        }

        init(_ grant: AccessGrant, _ tx: Transaction) throws {
            id = grant.id.text
            role = grant.role.rawValue
            projects = try tx.projects(grant.assignment.given).values.map(\.name).sorted()
            below = try tx.projects(grant.assignment.withBelow).values.map(\.name).sorted()
            endsAt = grant.endsAt?.rfc3339
            source = grant.origin.source.rawValue
            givenBy = grant.origin.giver?.text
            givenAt = grant.origin.at.rfc3339
            group = grant.group?.text
        }

        var words: String {
            let places =
                projects.isEmpty ? "" : " in " + projects.map { below.contains($0) ? "\($0) and below" : $0 }.joined(separator: ", ")
            return "\(role)\(places)\(endsAt.map { ", until " + $0 } ?? "") (\(id), \(group.map { "group " + $0 } ?? source))"
        }
    }

    struct Key: Encodable {
        let clientID: String
        let name: String

        enum CodingKeys: String, CodingKey {
            case clientID = "client_id"
            case name
        }
    }

    enum CodingKeys: String, CodingKey {
        case id, person, name, email, role, roles, grants, status, projects, unassigned
        case accessKeys = "access_keys"
    }

    init(_ member: Member, _ tx: Transaction, before: Member? = nil, keys: [Client]? = nil, at now: Timestamp) throws {
        id = member.id.text
        person = member.person.text
        name = try tx.person(member.person)?.name ?? ""
        email = try tx.mainAddress(of: member.person)?.address.written ?? ""
        let grants = member.grants(at: now)
        self.grants = try grants.map { try Grant($0, tx) }
        roles = grants.map(\.role.rawValue)
        role = roles.first ?? ""
        status = member.status.rawValue
        let assigned = Set(grants.flatMap(\.projects))
        projects = try tx.projects(assigned).values.map(\.name).sorted()
        unassigned = try before.map { before in
            try tx.projects(Set(before.grants(at: now).flatMap(\.projects)).subtracting(assigned)).values.map(\.name).sorted()
        }
        accessKeys = keys?.map { Key(clientID: $0.id.text, name: $0.name) }
    }

    var words: String {
        """
        \(name) (\(person)), \(email)
          member: \(id), \(status)
          roles: \(grants.isEmpty ? "none" : grants.map { "\n    " + $0.words }.joined())
        """
    }

    /// Printed after a change, because removed assignments do not come back by themselves.
    var loss: String {
        guard let unassigned, !unassigned.isEmpty else { return "" }
        return " No longer assigned: \(unassigned.joined(separator: ", ")). No later role brings them back by itself; --project does."
    }

    /// Printed after a removal (threat 11).
    var keysLeft: String {
        guard let accessKeys, !accessKeys.isEmpty else { return "" }
        let lines = accessKeys.map { "\n  lanyard client remove \($0.clientID)   (\($0.name))" }.joined()
        return "\nAccess keys they made still work. To revoke one:" + lines
    }
}
