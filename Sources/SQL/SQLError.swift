/// The closed set of what a database can answer but data. Text of the database itself is for the log only.
package enum SQLError: Error, Sendable, Equatable {
    /// A row with that value is already there. `constraint` is the index or constraint where the database names it (PostgreSQL), or
    /// `table.column, …` (SQLite): tell cases apart with `violates(_:)`.
    case uniqueViolation(constraint: String)
    case foreignKeyViolation
    case checkViolation(constraint: String)
    case notNullViolation(column: String)
    /// The body tried to leave the transaction (COMMIT, ROLLBACK, …), or kept it for later, or the database rolled it back by itself:
    /// nothing of it stands.
    case transactionEnded
    /// A change was tried in `read` or `readLong`.
    case readOnly
    /// A text holds the character U+0000, which PostgreSQL cannot store.
    case unstorableText
    /// The connection was lost during COMMIT: it may or may not stand. Never retried.
    case outcomeUnknown
    /// Still failing after every retry: another transaction kept being in the way.
    case conflict
    /// The server or the file cannot be reached now.
    case unavailable(detail: String)
    case closed
    case noColumn(String)
    case unexpectedValue(column: String)
    /// Anything else: a mistake in our SQL, or a damaged file.
    case failed(detail: String)
}

extension SQLError {
    /// Whether this is a unique violation of the given columns: `error.violates("people_email", "people.email")`
    package func violates(_ names: String...) -> Bool {
        guard case .uniqueViolation(let constraint) = self else { return false }
        return names.contains { constraint.contains($0) }
    }
}
