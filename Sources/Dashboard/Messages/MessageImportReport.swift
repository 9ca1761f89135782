extension MessageImport {
    /// What an import of messages did.
    package struct Report: Sendable, Equatable, Encodable {
        package var rows = 0
        package var imported = 0
        package var updated = 0
        package var unchanged = 0
        package var rejected: [RejectedLine] = []
        /// Projects of known accounts that the ID has none of that name for. Their messages are in, seen by whoever sees every project.
        package var unknownProjects: [UnknownProject] = []

        package init(rows: Int = 0, imported: Int = 0, updated: Int = 0, unchanged: Int = 0) {
            (self.rows, self.imported, self.updated, self.unchanged) = (rows, imported, updated, unchanged)
        }

        enum CodingKeys: String, CodingKey {
            case rows, imported, updated, unchanged, rejected
            case unknownProjects = "unknown_projects"
        }
    }

    /// The reason of a line whose account the ID does not know.
    package static let unknownAccount = "unknown account"

    package struct RejectedLine: Sendable, Equatable, Encodable {
        package let line: Int
        package let reason: String
    }

    package struct UnknownProject: Sendable, Equatable, Encodable {
        package let account: String
        package let project: String
        /// How many of the file's messages name it.
        package let messages: Int

        package init(account: String, project: String, messages: Int) {
            (self.account, self.project, self.messages) = (account, project, messages)
        }
    }
}
