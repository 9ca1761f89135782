package import Core
package import SQL

/// Somebody who runs this server on its own pages: a person with a role of `Operations/operations.yaml`. That role is no grant of an account: only
/// the operator's command gives it, and no invitation, group, directory, import or join.
package struct Operator: Sendable, Equatable {
    package let person: PersonID
    package let role: RoleID
    package let addedAt: Timestamp

    package init(_ person: PersonID, as role: RoleID, at now: Timestamp) {
        self.person = person
        self.role = role
        addedAt = now
    }
}

extension Operator: Stored {
    package static let stored: [Column<Operator>] = [
        Column("person_id", \.person), Column("role", \.role), Column("added_at", \.addedAt),
    ]

    package init(row: Row) throws {
        person = try row["person_id"]
        role = try row["role"]
        addedAt = try row["added_at"]
    }
}
