/// One open transaction: every query runs on one.
///
/// Not Sendable. Do not keep it: it is valid only while the body that received it runs.
package final class Transaction {
    let connection: any Connection

    package init(on connection: any Connection) { self.connection = connection }

    /// Every row, in the order of the query.
    package func rows(_ statement: Statement) throws -> [Row] {
        var rows: [Row] = []
        try connection.run(statement) { rows.append($0) }
        return rows
    }

    /// Every row as a value of one type.
    package func all<Value: RowDecodable>(_ statement: Statement, as type: Value.Type = Value.self) throws -> [Value] {
        var values: [Value] = []
        try connection.run(statement) { values.append(try Value(row: $0)) }
        return values
    }

    /// The first row, if there is one. Write LIMIT 1 if there could be more.
    package func first(_ statement: Statement) throws -> Row? {
        var found: Row?
        try connection.run(statement) { row in if found == nil { found = row } }
        return found
    }

    /// The first row as a value of one type, if there is one.
    package func first<Value: RowDecodable>(_ statement: Statement, as type: Value.Type) throws -> Value? {
        try first(statement).map { try Value(row: $0) }
    }

    /// Calls `body` with each row as it arrives, so that memory does not grow with the result.
    package func each(_ statement: Statement, _ body: (Row) throws -> Void) throws {
        try connection.run(statement, row: body)
    }

    /// Runs a statement that changes data; returns how many rows it changed.
    @discardableResult
    package func run(_ statement: Statement) throws -> Int { try connection.run(statement) { _ in } }

    /// Which of the two databases this is, for the few named places where they differ.
    package var dialect: Dialect { connection.dialect }
}

package enum Dialect: Sendable { case sqlite, postgres }

/// What a driver provides: one connection that runs one statement at a time.
package protocol Connection: AnyObject {
    var dialect: Dialect { get }

    /// Runs the statement, calls `row` for each row, and returns how many rows were changed. Throws `SQLError`, or what `row` throws.
    @discardableResult
    func run(_ statement: Statement, row: (Row) throws -> Void) throws -> Int

    /// Inserts the rows. Throws `SQLError`.
    func fill(_ rows: TableRows) throws
}
