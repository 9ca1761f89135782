extension MessageImport {
    /// The result of an import of messages.
    package struct Report: Sendable, Equatable, Encodable {
        package var rows = 0
        package var imported = 0
        package var updated = 0
        package var unchanged = 0
        package var rejected: [RejectedLine] = []
        /// Projects that messages of known accounts name and the ID does not have. The messages were imported; only people who see every
        /// project of the account see them.
        package var unknownProjects: [UnknownProject] = []

        package init(rows: Int = 0, imported: Int = 0, updated: Int = 0, unchanged: Int = 0) {
            self.rows = rows
            self.imported = imported
            self.updated = updated
            self.unchanged = unchanged
        }

        /// Counts another part of the same file.
        mutating func add(_ other: Report) {
            rows += other.rows
            imported += other.imported
            updated += other.updated
            unchanged += other.unchanged
            rejected += other.rejected
            unknownProjects += other.unknownProjects
        }

        enum CodingKeys: String, CodingKey {
            case rows, imported, updated, unchanged, rejected
            case unknownProjects = "unknown_projects"
        }
    }

    /// The reason for rejecting a line whose account the ID does not know.
    package static let unknownAccount = "unknown account"

    package struct RejectedLine: Sendable, Equatable, Encodable {
        package let line: Int
        package let reason: String
    }

    package struct UnknownProject: Sendable, Equatable, Encodable {
        package let account: String
        package let project: String
        /// How many messages of the file name this project.
        package let messages: Int

        package init(account: String, project: String, messages: Int) {
            self.account = account
            self.project = project
            self.messages = messages
        }
    }
}
