package import Core
internal import SQL

/// A person's membership of an account in one product, with the grants that say what they may do there.
package struct Member: Sendable, Equatable {
    package let id: MemberID
    package let account: AccountID
    package let product: ProductID
    package let person: PersonID
    /// As somebody set it: active or suspended.
    package var standing = Status.active
    /// Since when the account does not open for them; nil if it does. Another account let them back in without their second factor, and
    /// this one has not agreed yet.
    package internal(set) var heldAt: Timestamp?
    package var status: Status { heldAt == nil ? standing : .held }
    /// Oldest first; those whose end has come too, until they are swept away.
    package internal(set) var grants: [AccessGrant] = []
    package let createdAt: Timestamp

    package enum Status: String, Sendable, SQLCodable { case active, suspended, held }

    /// An active member.
    package init(id: MemberID, account: AccountID, product: ProductID, person: PersonID, grants: [AccessGrant] = [], createdAt: Timestamp) {
        self.id = id
        self.account = account
        self.product = product
        self.person = person
        self.grants = grants
        self.createdAt = createdAt
    }
}
