package import Core

/// A part of an account's work, seen by those it was given to.
package struct Project: Sendable, Equatable {
    package let id: ProjectID
    package let account: AccountID
    package var name: String
    package let createdAt: Timestamp

    package init(id: ProjectID, account: AccountID, name: String, createdAt: Timestamp) {
        (self.id, self.account, self.name, self.createdAt) = (id, account, name, createdAt)
    }
}
