internal import CSQLite
internal import Core
internal import SQL

extension SQLiteHandle {
    private static let mostNamedRows = 20

    /// Runs the body and commits it, with foreign keys off. They are switched outside the transaction, because SQLite ignores the switch
    /// within one (sqlite.org/foreignkeys.html section 2), and checked before the commit.
    func rebuild(_ body: () throws -> Void) throws {
        try enforceForeignKeys(false)
        do {
            try execute("BEGIN IMMEDIATE")
            try body()
            try checkForeignKeys()
            try execute("COMMIT")
        } catch {
            if inTransaction { try? execute("ROLLBACK") }
            try enforceForeignKeys(true)
            throw error
        }
        try enforceForeignKeys(true)
    }

    private func enforceForeignKeys(_ isOn: Bool) throws(SQLError) {
        guard lanyard_sqlite_enforce_foreign_keys(database, isOn ? 1 : 0) == (isOn ? 1 : 0) else {
            throw .failed(detail: "foreign keys cannot be switched \(isOn ? "on" : "off")")
        }
    }

    private func checkForeignKeys() throws {
        var dangling: [(table: String, row: Int64?, parent: String)] = []
        try run("PRAGMA foreign_key_check", values: []) { row in
            guard dangling.count < Self.mostNamedRows else { return }
            dangling.append((try row["table"], try row["rowid"], try row["parent"]))
        }
        guard dangling.isEmpty else {
            throw SQLError.danglingReferences(
                try dangling.map { "\($0.table) \(try key(of: $0.row, in: $0.table)) → \($0.parent)" }.sorted())
        }
    }

    /// The values of the row's primary key.
    private func key(of row: Int64?, in table: String) throws -> String {
        var columns: [String] = []
        try run("SELECT name FROM pragma_table_info($1) WHERE pk > 0 ORDER BY pk", values: [.text(table)]) {
            columns.append(try $0["name"])
        }
        guard let row, !columns.isEmpty else { return "?" }
        let list = columns.map { "\"\($0)\"" }.joined(separator: ", ")
        var values: [SQLValue] = []
        try run("SELECT \(list) FROM \"\(table)\" WHERE rowid = $1", values: [.integer(row)]) { values = $0.values }
        return values.map(\.named).joined(separator: ", ")
    }
}

extension SQLValue {
    fileprivate var named: String {
        switch self {
        case .null: "NULL"
        case .integer(let number): String(number)
        case .text(let text): text
        case .bytes(let bytes): Hex.encode(bytes)
        }
    }
}
