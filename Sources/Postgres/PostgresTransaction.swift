internal import SQL

/// What a body's `Transaction` runs on: the handle for as long as the body lasts, and the first failure that spoiled it.
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
        // What `row` threw is the body's own affair, and does not spoil the transaction.
        if let thrown = outcome.thrown { throw thrown }
        return outcome.changed
    }

    /// Runs the body and ends this transaction's life; throws what spoiled it even where the body did not.
    func perform<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        defer { isOver = true }
        let value = try body(Transaction(on: self))
        if let failure { throw failure.error }
        return value
    }
}
