internal import Core
internal import SQL
internal import Traffic

extension Retention: RowDecodable {
    init(row: Row) throws {
        self.init(
            account: try row["account"], names: (try row["names"] as String).split(separator: " ").map(String.init), days: try row["days"],
            next: try row["next_days"], nextAt: try row["next_at"], setBy: try row["set_by"])
    }
}

extension Transaction {
    private var columns: Statement { "account, names, days, next_days, next_at, set_by" }

    func retention(of account: String) throws -> Retention? {
        try first("SELECT \(columns) FROM retentions WHERE account = \(account)", as: Retention.self)
    }

    /// Every account that does not keep everything, now or soon.
    func retentions() throws -> [Retention] { try all("SELECT \(columns) FROM retentions ORDER BY account") }

    /// That of the account which traffic names so.
    func retention(named name: String) throws -> Retention? {
        try first(
            """
            SELECT r.account, r.names, r.days, r.next_days, r.next_at, r.set_by FROM retention_names n JOIN retentions r ON r.account = n.account
            WHERE n.name = \(name)
            """, as: Retention.self)
    }

    func set(_ one: Retention) throws {
        try run(
            """
            INSERT INTO retentions (\(columns))
            VALUES (\(one.account), \(one.names.joined(separator: " ")), \(one.days), \(one.next), \(one.nextAt), \(one.setBy))
            ON CONFLICT (account) DO UPDATE SET names = excluded.names, days = excluded.days, next_days = excluded.next_days,
                next_at = excluded.next_at, set_by = excluded.set_by
            """)
        for name in one.names {
            try run(
                """
                INSERT INTO retention_names (name, account) VALUES (\(name), \(one.account))
                ON CONFLICT (name) DO UPDATE SET account = excluded.account
                """)
        }
    }

    /// How many messages of the account are older than so many days: from the sums, which count what was deleted before too.
    func messageCount(of projects: [Int64], before day: Int) throws -> Int {
        guard !projects.isEmpty else { return 0 }
        let key = TrafficKey.first(at: Day.start(day))
        return try projects.reduce(0) { sum, project in
            let row = try first("SELECT COUNT(*) AS count FROM messages WHERE project = \(project) AND key < \(key)")
            return sum + (try row?["count"] ?? 0)
        }
    }
}
