/// Every error that a database can return. Message text from the database itself is only for the log.
package enum SQLError: Error, Sendable, Equatable {
    /// A row with that value exists already. `constraint` is the name of the index or constraint on PostgreSQL, and `table.column, …` on
    /// SQLite.
    case uniqueViolation(constraint: String)
    case foreignKeyViolation
    /// After a rebuild these rows, named by their keys, refer to rows that do not exist: `members mem_… → accounts`. At most 20 are named.
    case danglingReferences([String])
    case checkViolation(constraint: String)
    case notNullViolation(column: String)
    /// The body tried to end the transaction itself (COMMIT, ROLLBACK, …), or used it after its end, or the database rolled it back:
    /// nothing of it is committed.
    case transactionEnded
    /// A change was tried in `read` or `readLong`.
    case readOnly
    /// A text holds the character U+0000, which PostgreSQL cannot store.
    case unstorableText
    /// The connection was lost during COMMIT: the transaction may or may not be committed. Never retried.
    case outcomeUnknown
    /// Every retry failed because of a conflict with another transaction.
    case conflict
    /// The server or the file cannot be reached now.
    case unavailable(detail: String)
    case closed
    case noColumn(String)
    case unexpectedValue(column: String)
    /// Anything else: a mistake in our SQL, or a damaged file.
    case failed(detail: String)
}
