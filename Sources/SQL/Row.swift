/// One row of an answer. Columns are asked for by name, and their type follows from what is asked: `let id: PersonID = try row["id"]`.
package struct Row: Sendable {
    package let columns: [String]
    package let values: [SQLValue]

    package init(columns: [String], values: [SQLValue]) { (self.columns, self.values) = (columns, values) }

    /// Throws `SQLError.noColumn` or `.unexpectedValue`: both are mistakes in the program or the stored data, never in a request.
    package subscript<Value: SQLDecodable>(_ column: String) -> Value {
        get throws(SQLError) {
            guard let index = columns.firstIndex(of: column) else { throw .noColumn(column) }
            guard let value = Value(sqlValue: values[index]) else { throw .unexpectedValue(column: column) }
            return value
        }
    }

    /// By position, for the few queries where the name would cost.
    package subscript<Value: SQLDecodable>(_ index: Int) -> Value {
        get throws(SQLError) {
            guard values.indices.contains(index) else { throw .noColumn("#\(index)") }
            guard let value = Value(sqlValue: values[index]) else { throw .unexpectedValue(column: columns[index]) }
            return value
        }
    }
}

/// A type that is read from a row; it stands beside the type, in `Type+SQL.swift`, together with its queries.
package protocol RowDecodable: Sendable {
    init(row: Row) throws
}
