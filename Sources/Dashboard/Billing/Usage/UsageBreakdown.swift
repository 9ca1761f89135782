internal import Core
internal import ProductKit
internal import SQL
internal import Traffic

/// What a period's messages cost by project, day, country and sender, each beside the period before. Only a `MoneyProof` loads it.
struct UsageBreakdown: Sendable {
    /// By what it is divided.
    enum Kind: String, Sendable, CaseIterable { case project, day, country, sender }

    struct Sum: Sendable, Equatable {
        var messages = 0
        var parts = 0
        var cost = Amount.zero

        var isNothing: Bool { self == Sum() }

        static func += (left: inout Sum, right: Sum) {
            left.messages += right.messages
            left.parts += right.parts
            left.cost = left.cost + right.cost
        }
    }

    struct Row: Sendable, Equatable {
        /// A project's number, how many days after the first of the period, a country, or a sender; the sender of what came in is empty.
        let value: String
        let currency: String
        var now = Sum()
        var before = Sum()

        var change: Amount { now.cost - before.cost }
    }

    private struct Place: Hashable {
        let value: String
        let currency: String
    }

    private var found: [Kind: [Place: Row]] = [:]

    /// The dearest first, and what costs the same by its number of messages; days in their order.
    func rows(by kind: Kind) -> [Row] {
        let rows = (found[kind] ?? [:]).values.filter { !$0.now.isNothing || !$0.before.isNothing }
        guard kind != .day else { return rows.sorted { (Int($0.value) ?? 0, $0.currency) < (Int($1.value) ?? 0, $1.currency) } }
        return rows.sorted { left, right in
            if left.now.cost != right.now.cost { return right.now.cost < left.now.cost }
            return (right.now.messages, left.value, left.currency) < (left.now.messages, right.value, right.currency)
        }
    }

    /// All of it in each currency, the dearest first.
    var totals: [Row] {
        var sums: [String: Row] = [:]
        for row in rows(by: .project) {
            sums[row.currency, default: Row(value: "", currency: row.currency)].now += row.now
            sums[row.currency]?.before += row.before
        }
        return sums.values.sorted { left, right in
            left.now.cost == right.now.cost ? left.currency < right.currency : right.now.cost < left.now.cost
        }
    }

    private mutating func add(_ sum: Sum, isNow: Bool, to kind: Kind, _ place: Place) {
        let side: WritableKeyPath<Row, Sum> = isNow ? \.now : \.before
        found[kind, default: [:]][place, default: Row(value: place.value, currency: place.currency)][keyPath: side] += sum
    }
}

extension UsageBreakdown {
    /// Whether the period itself has no usage.
    var isEmptyNow: Bool { totals.allSatisfy(\.now.isNothing) }

    /// The last day before that one on which the projects used anything.
    static func lastDay(before day: Int, projects: [Int64], in tx: Transaction) throws -> Int? {
        guard !projects.isEmpty else { return nil }
        let row = try tx.first(
            "SELECT MAX(day) AS day FROM usage_days WHERE project IN \(list: projects) AND day < \(day) AND messages > 0")
        return try row?["day"]
    }

    /// Of the period; where nobody asked for one and it has none, of the last days that have some. Says of which it is.
    static func findLatest(
        _ period: UsagePeriod, projects: [Int64], at now: Timestamp, _ proof: MoneyProof, in tx: Transaction
    ) throws -> (UsageBreakdown, UsagePeriod) {
        let found = try find(period, projects: projects, proof, in: tx)
        guard period.isUsual, found.isEmptyNow, let last = try lastDay(before: period.now.lowerBound, projects: projects, in: tx) else {
            return (found, period)
        }
        let latest = UsagePeriod.usual(endingOn: last, at: now)
        return (try find(latest, projects: projects, proof, in: tx), latest)
    }

    /// Cost: three sums over the days of both periods.
    static func find(
        _ period: UsagePeriod, projects: [Int64], _ proof: MoneyProof, in tx: Transaction
    ) throws -> UsageBreakdown {
        var found = UsageBreakdown()
        guard !projects.isEmpty else { return found }
        let days: Statement = """
            project IN \(list: projects) AND (day >= \(period.before.lowerBound) AND day <= \(period.before.upperBound)
                OR day >= \(period.now.lowerBound) AND day <= \(period.now.upperBound))
            """
        try tx.each("SELECT project, day, currency, messages, parts, cost_whole, cost_rest FROM usage_days WHERE \(days)") { row in
            let day: Int = try row["day"]
            let isNow = period.now.contains(day)
            let currency: String = try row["currency"]
            let sum = try Sum(row: row)
            let place = day - (isNow ? period.now : period.before).lowerBound
            found.add(sum, isNow: isNow, to: .project, Place(value: String(try row["project"] as Int64), currency: currency))
            found.add(sum, isNow: isNow, to: .day, Place(value: String(place), currency: currency))
        }
        for (kind, column) in [(Kind.country, "country"), (.sender, "sender")] as [(Kind, Statement)] {
            try tx.each(
                """
                SELECT \(column) AS value, currency, CASE WHEN day >= \(period.now.lowerBound) THEN 1 ELSE 0 END AS is_now,
                    CAST(SUM(messages) AS BIGINT) AS messages, CAST(SUM(parts) AS BIGINT) AS parts,
                    CAST(SUM(cost_whole) AS BIGINT) AS cost_whole, CAST(SUM(cost_rest) AS BIGINT) AS cost_rest
                FROM usage_cells WHERE \(days) GROUP BY value, currency, is_now
                """
            ) { row in
                let isNow: Int = try row["is_now"]
                found.add(try Sum(row: row), isNow: isNow == 1, to: kind, Place(value: try row["value"], currency: try row["currency"]))
            }
        }
        return found
    }
}

extension UsageBreakdown.Sum: RowDecodable {
    init(row: Row) throws {
        self.init(
            messages: try row["messages"], parts: try row["parts"],
            cost: Amount(whole: try row["cost_whole"], rest: try row["cost_rest"]))
    }
}
