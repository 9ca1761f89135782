/// The result of an import or of a dry run.
package struct ImportReport: Sendable, Equatable {
    /// The number of data lines.
    package var rows = 0
    package var imported = 0
    package var updated = 0
    package var unchanged = 0
    package var rejected: [Rejected] = []
    /// Fields that were left out of people who were imported.
    package var warnings: [Warning] = []
    package var isDryRun = false
    /// Accounts of this product with people but without an active administrator. Only the operator can appoint one.
    package var accountsWithoutAdministrator: [UnledAccount] = []
    /// The number of fast old hashes that were wrapped (in a dry run: that would be), and about how long that takes here, in seconds.
    package var weakHashes = 0
    package var wrappingSeconds = 0.0

    package struct Rejected: Sendable, Equatable {
        /// The line number in the file, from 1, counting a header.
        package let line: Int
        package let reason: RowRejection
        /// More information for the operator, for example which limit a hash exceeds.
        package let detail: String?
    }

    package struct Warning: Sendable, Equatable {
        package let line: Int
        package let warning: RowWarning
    }

    package struct UnledAccount: Sendable, Equatable {
        package let id: String
        package let externalID: String
        package let name: String
    }

    package init() {}
}

/// The progress of an import.
package struct ImportProgress: Sendable, Equatable {
    package let rows: Int
    /// The part of the file that has been read, from 0 to 1.
    package let fraction: Double
}
