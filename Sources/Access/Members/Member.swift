package import Core
internal import SQL

/// A person's place in an account, in one product: a role, and the projects they were given.
package struct Member: Sendable, Equatable {
    package let id: MemberID
    package let account: AccountID
    package let product: ProductID
    package let person: PersonID
    package var role: RoleID
    package var status: Status
    /// Exactly those the person was given (rule 3); what a role that sees all projects has here does not matter.
    package var projects: Set<ProjectID>
    package let createdAt: Timestamp

    package enum Status: String, Sendable, SQLCodable { case active, suspended }

    package init(
        id: MemberID, account: AccountID, product: ProductID, person: PersonID, role: RoleID, status: Status = .active,
        projects: Set<ProjectID> = [], createdAt: Timestamp
    ) {
        (self.id, self.account, self.product, self.person) = (id, account, product, person)
        (self.role, self.status, self.projects, self.createdAt) = (role, status, projects, createdAt)
    }
}
