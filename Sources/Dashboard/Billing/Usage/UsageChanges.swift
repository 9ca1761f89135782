internal import Core
internal import ProductKit
internal import SQL
internal import Traffic

/// The changes of one import batch to the usage by month. They are written in the same transaction as its messages, so sums are always
/// correct.
struct UsageChanges {
    private struct Key: Hashable {
        var project: Int64
        var month: Int
        var currency: String
    }
    private struct Change {
        var messages = 0
        var parts = 0
        var cost = Amount.zero

        mutating func add(_ sign: Int, _ parts: Int, _ cost: Amount) {
            messages += sign
            self.parts += sign * parts
            self.cost = self.cost + cost
        }
    }

    private struct DayKey: Hashable {
        var project: Int64
        var day: Int
        var currency: String
    }

    private struct CountryKey: Hashable {
        var project: Int64
        var month: Int
        var country: String
        var currency: String
    }

    private struct CellKey: Hashable {
        var project: Int64
        var day: Int
        var country: String
        /// Empty of what came in: it is a person's number.
        var sender: String
        var currency: String
    }

    private var months: [Key: Change] = [:]
    private var cells: [CellKey: Change] = [:]
    private var countries: [CountryKey: Change] = [:]
    private var days: [DayKey: Change] = [:]

    mutating func add(_ message: Message) { count(message, 1, message.price) }

    /// Reverses `add` for the message.
    mutating func remove(_ message: Message) { count(message, -1, .zero - message.price) }

    private mutating func count(_ message: Message, _ sign: Int, _ cost: Amount) {
        let month = Key(project: message.project, month: Month.of(message.sentAt), currency: message.currency)
        let day = DayKey(project: message.project, day: Day.of(message.sentAt), currency: message.currency)
        let country = CountryKey(
            project: message.project, month: Month.of(message.sentAt), country: message.country, currency: message.currency)
        let cell = CellKey(
            project: message.project, day: day.day, country: message.country, sender: message.direction == .outbound ? message.sender : "",
            currency: message.currency)
        months[month, default: Change()].add(sign, message.parts, cost)
        cells[cell, default: Change()].add(sign, message.parts, cost)
        countries[country, default: Change()].add(sign, message.parts, cost)
        days[day, default: Change()].add(sign, message.parts, cost)
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
        var last = TrafficKey(number: -1)
        while true {
            let page = try tx.all(
                "SELECT \(Message.columns) FROM messages m WHERE m.key > \(last) ORDER BY m.key LIMIT 2000", as: Message.self)
            guard let end = page.last else { return }
            var changes = UsageChanges()
            for message in page { changes.add(message) }
            try write(changes)
            last = end.key
        }
    }

    private func writeCountries(in tx: Transaction) throws {
        for (key, change) in countries {
            try tx.run(
                """
                INSERT INTO usage_countries (project, month, country, currency, messages, parts, cost_whole, cost_rest)
                VALUES (\(key.project), \(key.month), \(key.country), \(key.currency), \(change.messages), \(change.parts), \(change.cost.whole),
                    \(change.cost.rest))
                ON CONFLICT (project, month, country, currency) DO UPDATE SET messages = usage_countries.messages + excluded.messages,
                    parts = usage_countries.parts + excluded.parts, cost_whole = usage_countries.cost_whole + excluded.cost_whole,
                    cost_rest = usage_countries.cost_rest + excluded.cost_rest
                """)
        }
    }

    private func writeCells(in tx: Transaction) throws {
        for (key, change) in cells {
            try tx.run(
                """
                INSERT INTO usage_cells (project, day, country, sender, currency, messages, parts, cost_whole, cost_rest)
                VALUES (\(key.project), \(key.day), \(key.country), \(key.sender), \(key.currency), \(change.messages), \(change.parts),
                    \(change.cost.whole), \(change.cost.rest))
                ON CONFLICT (project, day, country, sender, currency) DO UPDATE SET messages = usage_cells.messages + excluded.messages,
                    parts = usage_cells.parts + excluded.parts, cost_whole = usage_cells.cost_whole + excluded.cost_whole,
                    cost_rest = usage_cells.cost_rest + excluded.cost_rest
                """)
        }
    }

    private func writeDays(in tx: Transaction) throws {
        for (key, change) in days {
            try tx.run(
                """
                INSERT INTO usage_days (project, day, currency, messages, parts, cost_whole, cost_rest)
                VALUES (\(key.project), \(key.day), \(key.currency), \(change.messages), \(change.parts), \(change.cost.whole), \(change.cost.rest))
                ON CONFLICT (project, day, currency) DO UPDATE SET messages = usage_days.messages + excluded.messages,
                    parts = usage_days.parts + excluded.parts, cost_whole = usage_days.cost_whole + excluded.cost_whole,
                    cost_rest = usage_days.cost_rest + excluded.cost_rest
                """)
        }
    }

    func write(in tx: Transaction) throws {
        try writeDays(in: tx)
        try writeCountries(in: tx)
        try writeCells(in: tx)
        for (key, change) in months {
            try tx.run(
                """
                INSERT INTO usage_months (project, month, currency, messages, parts, cost_whole, cost_rest) \
                VALUES (\(key.project), \(key.month), \(key.currency), \(change.messages), \(change.parts), \
                \(change.cost.whole), \(change.cost.rest)) \
                ON CONFLICT (project, month, currency) DO UPDATE SET messages = usage_months.messages + excluded.messages, \
                parts = usage_months.parts + excluded.parts, cost_whole = usage_months.cost_whole + excluded.cost_whole, \
                cost_rest = usage_months.cost_rest + excluded.cost_rest
                """)
        }
    }
}
