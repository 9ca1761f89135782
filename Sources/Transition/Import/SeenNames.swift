internal import Core
internal import SQL

/// The names that a run has already seen. They are stored in the database, so that memory use does not grow with the file. Only this run
/// reads them.
struct SeenNames: Sendable {
    let run: String

    enum Name {
        case id(String)
        case email(String)
        case project(account: String, name: String)
        case account(String)
        case administrator(account: String)

        var text: String {
            switch self {
            case .id(let id): "i:" + id
            case .email(let canonical): "e:" + canonical
            case .project(let account, let name): "p:" + account + "\n" + name.lowercased()
            case .account(let id): "n:" + id
            case .administrator(let account): "a:" + account
            }
        }
    }

    func contains(_ name: Name, _ tx: Transaction) throws -> Bool {
        try tx.first("SELECT name FROM import_seen WHERE run = \(run) AND name = \(name.text)") != nil
    }

    func insert(_ name: Name, _ tx: Transaction) throws {
        try tx.run("INSERT INTO import_seen (run, name) VALUES (\(run), \(name.text)) ON CONFLICT (run, name) DO NOTHING")
    }

    /// The accounts that this run has seen without an active administrator.
    func unledAccounts(_ tx: Transaction) throws -> [String] {
        try tx.rows(
            """
            SELECT SUBSTR(n.name, 3) AS account FROM import_seen n WHERE n.run = \(run) AND SUBSTR(n.name, 1, 2) = 'n:'
                AND NOT EXISTS (SELECT 1 FROM import_seen a WHERE a.run = \(run) AND a.name = 'a:' || SUBSTR(n.name, 3))
            ORDER BY n.name
            """
        ).map { try $0["account"] }
    }

    static func begin(_ run: String, _ tx: Transaction, at now: Timestamp) throws {
        try tx.run("INSERT INTO import_runs (id, started_at) VALUES (\(run), \(now))")
    }

    /// Runs that started more than a day ago and did not finish.
    static func abandoned(_ tx: Transaction, at now: Timestamp) throws -> [String] {
        try tx.rows("SELECT id FROM import_runs WHERE started_at < \(now - .days(1))").map { try $0["id"] }
    }

    /// Deletes up to 1,000 names of a run. Returns false when there were none left.
    static func forget(_ run: String, _ tx: Transaction) throws -> Bool {
        let removed = try tx.run(
            "DELETE FROM import_seen WHERE run = \(run) AND name IN (SELECT name FROM import_seen WHERE run = \(run) LIMIT 1000)")
        if removed == 0 { try tx.run("DELETE FROM import_runs WHERE id = \(run)") }
        return removed > 0
    }
}
