internal import Core

/// A row that is ready to be stored, with the values that had to be computed outside a transaction.
struct PreparedRow: Sendable {
    let line: Int
    let exported: ExportedPerson
    let fields: SourceFields
    /// The password hash to store; nil if the row has no password or it has not changed.
    var hash: Secret<String>?
}

/// What an import did with a row; in a dry run, what it would do.
enum RowOutcome: Sendable, Equatable {
    case imported, updated, unchanged
    case rejected(RowRejection)
}
