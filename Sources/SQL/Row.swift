/// One row of a query's result. A column is read by name, and the type comes from the context: `let id: PersonID = try row["id"]`.
package struct Row: Sendable {
    package let columns: [String]
    package let values: [SQLValue]

    package init(columns: [String], values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    /// Throws `SQLError.noColumn` or `.unexpectedValue`: both mean an error in the program or in the stored data, never in a request.
    package subscript<Value: SQLDecodable>(_ column: String) -> Value {
        get throws(SQLError) {
            guard let index = columns.firstIndex(of: column) else { throw .noColumn(column) }
            guard let value = Value(sqlValue: values[index]) else { throw .unexpectedValue(column: column) }
            return value
        }
    }

    /// By position, for the few queries where the lookup by name is too slow.
    package subscript<Value: SQLDecodable>(_ index: Int) -> Value {
        get throws(SQLError) {
            guard values.indices.contains(index) else { throw .noColumn("#\(index)") }
            guard let value = Value(sqlValue: values[index]) else { throw .unexpectedValue(column: columns[index]) }
            return value
        }
    }
}

/// A type that can be read from a row. The conformance is in `Type+SQL.swift`, beside the type, together with its queries.
package protocol RowDecodable: Sendable {
    init(row: Row) throws
}
