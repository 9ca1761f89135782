package import Core

/// A part of an account's work. A member sees it if their role sees all projects or the project is assigned to them.
package struct Project: Sendable, Equatable {
    package let id: ProjectID
    package let account: AccountID
    package var name: String
    /// The name by which traffic from outside means this project; nil for none. It is set when the project is made by the import, the operator
    /// or somebody who sees every project, and no renaming changes it: a name that a narrower role may choose says nothing about traffic
    /// (rule 3).
    package let sourceName: String?
    package let createdAt: Timestamp
    /// The project below which it lies; nil for one at the top. Who sees the one sees the other only if it was given so (`ProjectAssignment`).
    package internal(set) var parent: ProjectID?

    package init(
        id: ProjectID, account: AccountID, name: String, sourceName: String? = nil, createdAt: Timestamp, parent: ProjectID? = nil
    ) {
        self.sourceName = sourceName
        self.parent = parent
        self.id = id
        self.account = account
        self.name = name
        self.createdAt = createdAt
    }
}
