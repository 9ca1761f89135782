internal import Access
internal import Core
internal import Identity
internal import SQL

/// A member as commands print them.
struct PrintedMember: Encodable {
    let id: String
    let person: String
    let name: String
    let email: String
    let role: String
    let status: String
    let projects: [String]
    /// What a change took away: a role that sees every project, or none, forgets which ones were assigned.
    let unassigned: [String]?

    init(_ member: Member, _ tx: Transaction, before: Member? = nil) throws {
        id = member.id.text
        person = member.person.text
        name = try tx.person(member.person)?.name ?? ""
        email = try tx.mainAddress(of: member.person)?.address.written ?? ""
        (role, status) = (member.role.rawValue, member.status.rawValue)
        projects = try tx.projects(member.projects).values.map(\.name).sorted()
        unassigned = try before.map { try tx.projects($0.projects.subtracting(member.projects)).values.map(\.name).sorted() }
    }

    var words: String {
        """
        \(name) (\(person)), \(email)
          member: \(id), \(status)
          role: \(role)
          assigned projects: \(projects.isEmpty ? "none" : projects.joined(separator: ", "))
        """
    }

    /// Said after a change, as nothing brings them back by itself.
    var loss: String {
        guard let unassigned, !unassigned.isEmpty else { return "" }
        return " No longer assigned: \(unassigned.joined(separator: ", ")). No later role brings them back by itself; --project does."
    }
}
