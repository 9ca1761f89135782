internal import Core
internal import ProductKit
internal import SQL

extension UsageChanges {
    private func writeCountries(in tx: Transaction) throws {
        for (key, change) in countries {
            try change.add(
                to: "usage_countries", by: "project, month, country, currency",
                "\(key.project), \(key.month), \(key.country), \(key.currency)", in: tx)
        }
    }

    private func writeCells(in tx: Transaction) throws {
        for (key, change) in cells {
            try change.add(
                to: "usage_cells", by: "project, day, country, sender, currency",
                "\(key.project), \(key.day), \(key.country), \(key.sender), \(key.currency)", in: tx)
        }
    }

    private func writeDays(in tx: Transaction) throws {
        for (key, change) in days {
            try change.add(
                to: "usage_days", by: "project, day, currency", "\(key.project), \(key.day), \(key.currency)", in: tx)
        }
    }

    private func writeMonths(in tx: Transaction) throws {
        for (key, change) in months {
            try change.add(
                to: "usage_months", by: "project, month, currency", "\(key.project), \(key.month), \(key.currency)", in: tx)
        }
    }

    func write(in tx: Transaction) throws {
        try writeMonths(in: tx)
        try writeDays(in: tx)
        try writeCountries(in: tx)
        try writeCells(in: tx)
    }

    /// Counts the stored messages by day, where only months were counted before.
    static func rebuildDays(in tx: Transaction) throws { try rebuild(in: tx) { try $0.writeDays(in: tx) } }

    /// The same by country.
    static func rebuildCountries(in tx: Transaction) throws { try rebuild(in: tx) { try $0.writeCountries(in: tx) } }

    /// The same by day, country and sender. What was deleted since it was counted by day has neither country nor sender.
    static func rebuildCells(in tx: Transaction) throws {
        try rebuild(in: tx) { try $0.writeCells(in: tx) }
        try tx.run(
            """
            INSERT INTO usage_cells (project, day, country, sender, currency, messages, parts, cost_whole, cost_rest)
            SELECT d.project, d.day, '', '', d.currency, d.messages - COALESCE(c.messages, 0), d.parts - COALESCE(c.parts, 0),
                d.cost_whole - COALESCE(c.cost_whole, 0), d.cost_rest - COALESCE(c.cost_rest, 0)
            FROM usage_days d LEFT JOIN (
                SELECT project, day, currency, CAST(SUM(messages) AS BIGINT) AS messages, CAST(SUM(parts) AS BIGINT) AS parts,
                    CAST(SUM(cost_whole) AS BIGINT) AS cost_whole, CAST(SUM(cost_rest) AS BIGINT) AS cost_rest
                FROM usage_cells GROUP BY project, day, currency
            ) c ON c.project = d.project AND c.day = d.day AND c.currency = d.currency
            WHERE d.messages <> COALESCE(c.messages, 0)
            ON CONFLICT (project, day, country, sender, currency) DO UPDATE SET messages = usage_cells.messages + excluded.messages,
                parts = usage_cells.parts + excluded.parts, cost_whole = usage_cells.cost_whole + excluded.cost_whole,
                cost_rest = usage_cells.cost_rest + excluded.cost_rest
            """)
    }

    private static func rebuild(in tx: Transaction, _ write: (UsageChanges) throws -> Void) throws {
        try tx.eachPageOfMessages { page in
            var changes = UsageChanges()
            for message in page { changes.add(message) }
            try write(changes)
        }
    }
}

extension UsageChanges.Change {
    /// Adds it to what stands in a table for this key.
    fileprivate func add(to table: StaticString, by columns: StaticString, _ key: Statement, in tx: Transaction) throws {
        try tx.run(
            """
            INSERT INTO \(sql: table) (\(sql: columns), messages, parts, cost_whole, cost_rest)
            VALUES (\(key), \(messages), \(parts), \(cost.whole), \(cost.rest))
            ON CONFLICT (\(sql: columns)) DO UPDATE SET messages = \(sql: table).messages + excluded.messages,
                parts = \(sql: table).parts + excluded.parts, cost_whole = \(sql: table).cost_whole + excluded.cost_whole,
                cost_rest = \(sql: table).cost_rest + excluded.cost_rest
            """)
    }
}
