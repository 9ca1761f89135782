internal import SQL

/// What a body's `Transaction` runs on: the handle for as long as the body lasts, and the first failure that spoiled it.
final class SQLiteTransaction: Connection {
    private let handle: SQLiteHandle
    private var failure: SQLError?
    private var isOver = false

    init(_ handle: SQLiteHandle) { self.handle = handle }

    var dialect: Dialect { .sqlite }

    func run(_ statement: Statement, row: (Row) throws -> Void) throws -> Int {
        guard !isOver else { throw SQLError.transactionEnded }
        if let failure { throw failure }
        if statement.controlsTransaction {
            failure = .transactionEnded
            throw SQLError.transactionEnded
        }
        // What `row` throws is the body's own affair; what the database refuses spoils the transaction, as it does on PostgreSQL.
        var thrownByRow: (any Error)?
        do {
            return try handle.run(statement.text, values: statement.values) { found in
                do { try row(found) } catch {
                    thrownByRow = error
                    throw error
                }
            }
        } catch {
            if thrownByRow == nil { failure = error as? SQLError }
            throw error
        }
    }

    /// Runs the body and ends this transaction's life; throws what spoiled it even where the body did not.
    func perform<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        defer { isOver = true }
        let value = try body(Transaction(on: self))
        if let failure { throw failure }
        return value
    }
}
