package import Core

/// A part of an account's work. A member sees it if their role sees all projects or the project is assigned to them.
package struct Project: Sendable, Equatable {
    package let id: ProjectID
    package let account: AccountID
    package var name: String
    package let createdAt: Timestamp

    package init(id: ProjectID, account: AccountID, name: String, createdAt: Timestamp) {
        self.id = id
        self.account = account
        self.name = name
        self.createdAt = createdAt
    }
}
