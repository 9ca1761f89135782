internal import Core
internal import Identity
internal import SQL

/// The rows of one import, in a database of its own: first as they stand in the file, then with what each would change. Only when all are
/// known is it decided which of them may be written, and in which order.
struct Staging: Sendable {
    let database: any Database

    /// `held` is the address that the row's person has now and would leave, `needs` the person who holds the address of the row. `is_loss`:
    /// its person is an administrator of `old_account` who would no longer be one; `ends_standing`: they would be one of `account`.
    static let schema = [
        Migration(
            1, "staging",
            [
                """
                CREATE TABLE staged (
                    line BIGINT PRIMARY KEY,
                    external_id TEXT NOT NULL UNIQUE,
                    email TEXT UNIQUE,
                    account TEXT NOT NULL,
                    person BYTEA NOT NULL,
                    fields TEXT NOT NULL,
                    is_open BIGINT NOT NULL DEFAULT 1,
                    person_id TEXT,
                    old_account TEXT,
                    held TEXT,
                    needs TEXT,
                    is_loss BIGINT NOT NULL DEFAULT 0,
                    ends_standing BIGINT NOT NULL DEFAULT 0,
                    knot BIGINT,
                    is_tangled BIGINT NOT NULL DEFAULT 0
                )
                """,
                "CREATE INDEX staged_by_person ON staged (person_id)",
                "CREATE INDEX staged_by_account ON staged (account)",
                "CREATE INDEX staged_by_old_account ON staged (old_account)",
                "CREATE TABLE projects (account TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (account, name))",
                "CREATE TABLE queue (position INTEGER PRIMARY KEY, line BIGINT NOT NULL)",
            ])
    ]

    func note(_ projects: [(account: String, name: String)]) async throws {
        try await database.write { tx in
            for project in projects {
                try tx.run(
                    """
                    INSERT INTO projects (account, name) VALUES (\(project.account), \(project.name.lowercased())) ON CONFLICT DO NOTHING
                    """)
            }
        }
    }

    /// The lines of the rows that name a project which there is not.
    func linesWithoutProject(_ rows: [PreparedRow]) async throws -> Set<Int> {
        try await database.read { tx in Set(try rows.filter { try tx.lacksProject(of: $0.exported) }.map(\.line)) }
    }

    /// Adds rows of the file, whose ids and addresses are all different.
    func add(_ rows: [PreparedRow]) async throws {
        guard !rows.isEmpty else { return }
        let stored = try rows.map { ($0, try StagedPerson($0.exported).encoded()) }
        try await database.write { tx in
            for (row, person) in stored {
                try tx.run(
                    """
                    INSERT INTO staged (line, external_id, email, account, person, fields)
                    VALUES (\(row.line), \(row.exported.externalID), \(row.exported.email?.canonical), \(row.exported.accountID), \(person),
                            \(row.fields.text))
                    """)
            }
        }
    }

    /// The rows after that line, in the order of the file, at most `limit`.
    func rows(after line: Int, limit: Int, of context: ImportContext) async throws -> [PreparedRow] {
        let rows = try await database.read { tx in
            try tx.rows("SELECT line, person, fields FROM staged WHERE line > \(line) ORDER BY line LIMIT \(limit)")
        }
        return try rows.map { try PreparedRow(row: $0, context) }
    }

    func close(_ lines: [Int]) async throws {
        guard !lines.isEmpty else { return }
        try await database.write { tx in try tx.run("UPDATE staged SET is_open = 0 WHERE line IN \(list: lines)") }
    }
}

extension Transaction {
    fileprivate func lacksProject(of person: ExportedPerson) throws -> Bool {
        try person.projects.contains { name in
            try first("SELECT name FROM projects WHERE account = \(person.accountID) AND name = \(name.lowercased())") == nil
        }
    }
}

extension PreparedRow {
    init(row: Row, _ context: ImportContext) throws {
        let line: Int = try row["line"]
        let person: [UInt8] = try row["person"]
        self.init(
            line: line, exported: try StagedPerson(encoded: person).person(context), fields: SourceFields(text: try row["fields"]),
            hash: nil)
    }
}
