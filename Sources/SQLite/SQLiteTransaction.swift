internal import SQL

/// The connection behind a body's `Transaction`: the handle while the body runs, and the first database error, which fails the
/// transaction.
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
        // An error thrown by `row` does not fail the transaction; an error from the database does, as on PostgreSQL.
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

    func fill(_ rows: TableRows) throws {
        guard !isOver else { throw SQLError.transactionEnded }
        if let failure { throw failure }
        do { try handle.fill(rows) } catch {
            failure = error
            throw error
        }
    }

    /// Runs the body; this transaction cannot be used afterwards. Throws the error that failed the transaction, even if the body caught
    /// it.
    func perform<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        defer { isOver = true }
        let value = try body(Transaction(on: self))
        if let failure { throw failure }
        return value
    }
}
