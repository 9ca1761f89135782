package import Core
internal import SQL

/// A person's membership of an account in one product: a role, and the projects assigned to the person.
package struct Member: Sendable, Equatable {
    package let id: MemberID
    package let account: AccountID
    package let product: ProductID
    package let person: PersonID
    package var role: RoleID
    /// As somebody set it: active or suspended.
    package var standing = Status.active
    /// Since when the account does not open for them; nil if it does. Another account let them back in without their second factor, and
    /// this one has not agreed yet.
    package internal(set) var heldAt: Timestamp?
    package var status: Status { heldAt == nil ? standing : .held }
    /// Exactly the projects that were assigned to the person (rule 3). Ignored for a role that sees all projects.
    package var projects: Set<ProjectID> = []
    package let createdAt: Timestamp

    package enum Status: String, Sendable, SQLCodable { case active, suspended, held }

    /// An active member without projects.
    package init(id: MemberID, account: AccountID, product: ProductID, person: PersonID, role: RoleID, createdAt: Timestamp) {
        self.id = id
        self.account = account
        self.product = product
        self.person = person
        self.role = role
        self.createdAt = createdAt
    }
}
