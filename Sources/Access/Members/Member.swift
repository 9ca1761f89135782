package import Core
internal import SQL

/// A person's membership of an account in one product: a role, and the projects assigned to the person.
package struct Member: Sendable, Equatable {
    package let id: MemberID
    package let account: AccountID
    package let product: ProductID
    package let person: PersonID
    package var role: RoleID
    package var status: Status
    /// Exactly the projects that were assigned to the person (rule 3). Ignored for a role that sees all projects.
    package var projects: Set<ProjectID>
    package let createdAt: Timestamp

    package enum Status: String, Sendable, SQLCodable { case active, suspended }

    package init(
        id: MemberID, account: AccountID, product: ProductID, person: PersonID, role: RoleID, status: Status = .active,
        projects: Set<ProjectID> = [], createdAt: Timestamp
    ) {
        self.id = id
        self.account = account
        self.product = product
        self.person = person
        self.role = role
        self.status = status
        self.projects = projects
        self.createdAt = createdAt
    }
}
