/// Rows of one table, to be inserted together. They can be made outside the transaction.
package struct TableRows: Sendable {
    package let table: StaticString
    package let columns: [StaticString]
    /// The values of each row, in the order of the columns.
    package let rows: [[SQLValue]]

    package init(_ table: StaticString, _ columns: [StaticString], _ rows: [[SQLValue]]) {
        self.table = table
        self.columns = columns
        self.rows = rows
    }

    package init<Value: Stored>(_ table: StaticString, _ values: [Value]) {
        let columns = Value.stored
        self.init(table, columns.map(\.name), values.map { value in columns.map { $0.value(value) } })
    }
}

extension Transaction {
    /// Inserts rows of one table at once: by COPY on PostgreSQL, by one prepared statement on SQLite. One row is an INSERT, which costs
    /// PostgreSQL a round trip less. Throws `SQLError`; then the transaction has failed.
    package func fill(_ rows: TableRows) throws {
        guard rows.rows.count != 1 else {
            try run("INSERT INTO \(sql: rows.table) (\(columns: rows.columns)) VALUES \(list: rows.rows[0])")
            return
        }
        if !rows.rows.isEmpty { try connection.fill(rows) }
    }
}
