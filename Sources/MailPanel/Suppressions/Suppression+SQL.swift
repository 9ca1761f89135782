internal import Core
internal import SQL

extension Suppression: Stored {
    static let stored: [Column<Suppression>] = [
        Column("id", \.id), Column("account", \.account), Column("address", \.address), Column("cause", \.cause), Column("note", \.note),
        Column("added_at", \.addedAt), Column("added_by", \.addedBy),
    ]

    init(row: Row) throws {
        try self.init(
            id: row["id"], account: row["account"], address: row["address"], cause: row["cause"], note: row["note"],
            addedAt: row["added_at"], addedBy: row["added_by"])
    }
}

extension SuppressionRemoval: RowDecodable {
    init(row: Row) throws {
        try self.init(address: row["address"], cause: row["cause"], reason: row["reason"], at: row["removed_at"], by: row["removed_by"])
    }
}

extension Transaction {
    /// Sorted by address, beginning after `after`: those of one cause, and those whose address has `part`, where these are given.
    func suppressions(
        of account: String, cause: Suppression.Cause? = nil, part: String = "", after: String = "", limit: Int
    ) throws -> [Suppression] {
        var condition: Statement = "account = \(account) AND address > \(after)"
        if let cause { condition = condition + " AND cause = \(cause)" }
        if !part.isEmpty {
            let pattern = "%" + part.replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_") + "%"
            condition = condition + " AND address LIKE \(pattern) ESCAPE '\\'"
        }
        return try all("SELECT \(Suppression.columns) FROM suppressions WHERE \(condition) ORDER BY address LIMIT \(limit)")
    }

    func suppression(_ id: SuppressionID, of account: String) throws -> Suppression? {
        try first("SELECT \(Suppression.columns) FROM suppressions WHERE id = \(id) AND account = \(account)", as: Suppression.self)
    }

    /// How many of each cause.
    func suppressionCounts(of account: String) throws -> [Suppression.Cause: Int] {
        var counts: [Suppression.Cause: Int] = [:]
        try each("SELECT cause, COUNT(*) AS count FROM suppressions WHERE account = \(account) GROUP BY cause") { row in
            counts[try row["cause"]] = try row["count"]
        }
        return counts
    }

    /// Returns false if the address is on the list already.
    @discardableResult
    func add(_ suppression: Suppression) throws -> Bool {
        try run(
            """
            INSERT INTO suppressions (\(Suppression.columns)) VALUES (\(values: suppression)) ON CONFLICT (account, address) DO NOTHING
            """) == 1
    }

    func remove(_ suppression: Suppression, because reason: String, by name: String, at now: Timestamp) throws {
        guard try run("DELETE FROM suppressions WHERE id = \(suppression.id)") == 1 else { return }
        try run(
            """
            INSERT INTO suppression_removals (account, address, cause, reason, removed_at, removed_by)
            VALUES (\(suppression.account), \(suppression.address), \(suppression.cause), \(reason), \(now), \(name))
            """)
    }

    /// Whether somebody took the address off the list at that time or later: what happened before it was known to them.
    func wasRemoved(_ address: String, of account: String, since time: Timestamp) throws -> Bool {
        try first(
            """
            SELECT 1 AS one FROM suppression_removals
            WHERE account = \(account) AND address = \(address) AND removed_at >= \(time) LIMIT 1
            """) != nil
    }

    /// The newest twenty.
    func suppressionRemovals(of account: String) throws -> [SuppressionRemoval] {
        try all(
            """
            SELECT address, cause, reason, removed_at, removed_by FROM suppression_removals WHERE account = \(account)
            ORDER BY removed_at DESC, address LIMIT 20
            """)
    }
}
