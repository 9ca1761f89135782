private import Synchronization

/// A type whose values are rows of one table. Each column is named once, with what is written to it; queries take the list from here.
///
///     extension Person: Stored {
///         package static let stored: [Column<Person>] = [Column("id", \.id), Column("name", \.name)]
///     }
///
///     "SELECT \(Person.columns) FROM people"                                 id, name
///     "SELECT \(Person.columns(of: "p")) FROM people p JOIN …"               p.id, p.name
///     "INSERT INTO people (\(Person.columns)) VALUES (\(values: person))"    $1, $2
package protocol Stored: RowDecodable {
    static var stored: [Column<Self>] { get }
}

/// A column of a table, with its value in a row.
package struct Column<Owner>: Sendable {
    let name: StaticString
    let value: @Sendable (Owner) -> SQLValue

    package init<Value: SQLEncodable>(_ name: StaticString, _ value: @escaping @Sendable (Owner) -> Value) {
        self.name = name
        self.value = { value($0).sqlValue }
    }

    /// nil is stored as NULL.
    package init<Value: SQLEncodable>(_ name: StaticString, _ value: @escaping @Sendable (Owner) -> Value?) {
        self.name = name
        self.value = { value($0)?.sqlValue ?? .null }
    }
}

extension Stored {
    /// The names of the columns in their order.
    package static var columns: Statement { ColumnLists.list(of: Self.self, "") { "\(sql: $0.name)" } }

    /// The names of the columns of a table that the query calls `alias`.
    package static func columns(of alias: StaticString) -> Statement {
        ColumnLists.list(of: Self.self, alias) { "\(sql: alias).\(sql: $0.name)" }
    }
}

/// The lists of columns that queries have asked for, written once: each query of each request has one.
private enum ColumnLists {
    private struct Key: Hashable {
        let type: ObjectIdentifier
        /// Where the literal stands in the program.
        let alias: Int
    }
    private static let known = Mutex<[Key: Statement]>([:])

    static func list<Owner: Stored>(of type: Owner.Type, _ alias: StaticString, _ name: (Column<Owner>) -> Statement) -> Statement {
        let key = Key(type: ObjectIdentifier(type), alias: Int(bitPattern: alias.utf8Start))
        if let found = known.withLock({ $0[key] }) { return found }
        var list = Statement.Interpolation(literalCapacity: Owner.stored.count * 16, interpolationCount: 0)
        for (index, column) in Owner.stored.enumerated() {
            if index > 0 { list.appendLiteral(", ") }
            list.appendInterpolation(name(column))
        }
        let written = Statement(stringInterpolation: list)
        known.withLock { $0[key] = written }
        return written
    }
}

extension Statement.Interpolation {
    /// The values of a row, in the order of its type's `columns`.
    package mutating func appendInterpolation<Row: Stored>(values row: Row) {
        for (index, column) in Row.stored.enumerated() {
            if index > 0 { appendLiteral(", ") }
            appendInterpolation(column.value(row))
        }
    }
}

extension SQLValue: SQLEncodable {
    package var sqlValue: SQLValue { self }
}
