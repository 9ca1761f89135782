/// What an import did, or would do.
package struct ImportReport: Sendable, Equatable {
    /// Data lines.
    package var rows = 0
    package var imported = 0
    package var updated = 0
    package var unchanged = 0
    package var rejected: [Rejected] = []
    package var isDryRun = false
    /// Accounts of this product with people and no active administrator: only the operator appoints one.
    package var accountsWithoutAdministrator: [UnledAccount] = []
    /// Fast old hashes that were wrapped (or, dry, would be), and about how long that takes here, in seconds.
    package var weakHashes = 0
    package var wrappingSeconds = 0.0

    package struct Rejected: Sendable, Equatable {
        /// The file's lines from 1, a header included.
        package let line: Int
        package let reason: RowRejection
        /// For the operator, where there is more to say: which limit a hash is over.
        package let detail: String?
    }

    package struct UnledAccount: Sendable, Equatable {
        package let id: String
        package let externalID: String
        package let name: String
    }

    package init() {}
}

/// How far an import has come.
package struct ImportProgress: Sendable, Equatable {
    package let rows: Int
    /// Of the file, from 0 to 1.
    package let fraction: Double
}
