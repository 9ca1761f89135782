/// A database that runs transactions.
///
/// A transaction's body is synchronous and has no effect outside the transaction: it may run more than once (PostgreSQL retries
/// serialization failures) and it never waits for anything but the database. Whoever calls `write` gets an answer only after the commit
/// is on disk; a body that throws leaves nothing behind, and so does a task that was cancelled before its commit.
///
/// A statement that the database refused spoils its transaction, on both databases alike: a body that catches the error and goes on gets
/// the same error again from its next statement, and at its end. To try and see, write `INSERT … ON CONFLICT DO NOTHING RETURNING …`.
package protocol Database: Sendable {
    /// Runs a read-only body on one snapshot. On SQLite it runs in place, on the calling thread.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value

    /// Like `read`, for what may take longer than some milliseconds (search, export, report): it runs on threads of its own.
    func readLong<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value

    /// Runs a body and commits it durably. Throws what the body throws, `SQLError` for what the database refuses, `CancellationError`.
    @discardableResult
    func write<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value

    /// A number that changes whenever any process has changed the data; what memory holds of the data is valid as long as it stays the same.
    func dataVersion() async throws -> Int64

    /// Ends every connection. Transactions under way finish first; later calls throw `SQLError.closed`.
    func close() async
}
