internal import CSQLite
internal import SQL

extension SQLiteHandle {
    /// Inserts the rows with one statement, which is compiled and looked up once.
    func fill(_ rows: TableRows) throws(SQLError) {
        let names = rows.columns.map { "\($0)" }.joined(separator: ", ")
        let places = (1...rows.columns.count).map { "$\($0)" }.joined(separator: ", ")
        let text = "INSERT INTO \(rows.table) (\(names)) VALUES (\(places))"
        let statement = try prepared(text)
        defer { release(statement) }
        for row in rows.rows {
            try bind(row, to: statement, of: text)
            guard sqlite3_step(statement.pointer) == SQLITE_DONE else { throw currentError(text) }
            sqlite3_reset(statement.pointer)
        }
    }
}
