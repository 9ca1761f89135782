/// A database that runs transactions.
///
/// A transaction's body must be synchronous and must have no effect outside the transaction: it may run more than once (PostgreSQL
/// retries serialization failures), and it must wait for nothing but the database. `write` returns only after the commit is on disk. If
/// the body throws, or if the task is cancelled before the commit, the database is unchanged.
///
/// If the database refuses a statement, the whole transaction fails, on both databases: a body that catches the error and continues gets
/// the same error from its next statement, and at its end. To test whether a row can be inserted, write `INSERT … ON CONFLICT DO NOTHING
/// RETURNING …`.
package protocol Database: Sendable {
    /// Runs a read-only body on one snapshot. On SQLite it runs on the calling thread.
    func read<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value

    /// Like `read`, for work that may take longer than a few milliseconds (search, export, report). It runs on separate threads.
    func readLong<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value

    /// Runs a body and commits it durably. The caller's `Circumstances` hold in the body. Throws what the body throws, `SQLError` if the
    /// database refuses, and `CancellationError`.
    @discardableResult
    func write<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value

    /// Like `write`, but returns before the commit is on disk: if the machine stops within the next moments, it may be lost, with its
    /// whole transaction. It outlives a killed process, others see it at once, and the next `write` takes it to the disk too. For counts
    /// that somebody would wait for.
    @discardableResult
    func writeUnflushed<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value

    /// Like `write`, for a schema step that makes tables anew: no foreign key is enforced while the body runs, so that no row is deleted
    /// with the table it refers to. Before the commit all of them are checked. Throws `SQLError.danglingReferences` if one leads nowhere.
    ///
    /// On PostgreSQL, which changes constraints in place, this is `write`.
    @discardableResult
    func rebuild<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value

    /// A number that changes whenever any process changes the data. Data cached in memory is valid as long as this number stays the same.
    func dataVersion() async throws -> Int64

    /// Closes every connection. Running transactions finish first; later calls throw `SQLError.closed`.
    func close() async
}
