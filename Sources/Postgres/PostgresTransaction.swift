internal import SQL

/// The connection behind a body's `Transaction`: the handle while the body runs, and the first database error, which fails the
/// transaction.
final class PostgresTransaction: Connection {
    private let handle: PostgresHandle
    private(set) var failure: PostgresFailure?
    private var isOver = false

    init(_ handle: PostgresHandle) { self.handle = handle }

    var dialect: Dialect { .postgres }

    func run(_ statement: Statement, row: (Row) throws -> Void) throws -> Int {
        guard !isOver else { throw SQLError.transactionEnded }
        if let failure { throw failure.error }
        let outcome: PostgresHandle.RunOutcome
        do throws(PostgresFailure) {
            guard !statement.controlsTransaction else { throw PostgresFailure(error: .transactionEnded, state: "") }
            outcome = try handle.run(statement, row: row)
            guard handle.inTransaction else { throw PostgresFailure(error: .transactionEnded, state: "") }
        } catch {
            failure = failure ?? error
            throw error.error
        }
        // An error thrown by `row` does not fail the transaction.
        if let thrown = outcome.thrown { throw thrown }
        return outcome.changed
    }

    func fill(_ rows: TableRows) throws {
        guard !isOver else { throw SQLError.transactionEnded }
        if let failure { throw failure.error }
        do throws(PostgresFailure) { try handle.copy(rows) } catch {
            failure = error
            throw error.error
        }
    }

    /// Runs the body; this transaction cannot be used afterwards. Throws the error that failed the transaction, even if the body caught
    /// it.
    func perform<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        defer { isOver = true }
        let value = try body(Transaction(on: self))
        if let failure { throw failure.error }
        return value
    }
}
