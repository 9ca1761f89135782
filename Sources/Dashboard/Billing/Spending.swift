internal import ProductKit
internal import SQL

/// What the messages of some days (UTC) cost, in each currency.
struct Spending: Sendable, Equatable {
    private(set) var amounts: [String: Amount] = [:]

    static func find(_ days: ClosedRange<Int>, projects: [Int64], _ proof: MoneyProof, in tx: Transaction) throws -> Spending {
        guard !projects.isEmpty else { return Spending() }
        var found = Spending()
        try tx.each(
            """
            SELECT currency, CAST(SUM(cost_whole) AS BIGINT) AS whole, CAST(SUM(cost_rest) AS BIGINT) AS rest FROM usage_days
            WHERE project IN \(list: projects) AND day >= \(days.lowerBound) AND day <= \(days.upperBound) GROUP BY currency
            """
        ) { row in
            found.amounts[try row["currency"]] = Amount(whole: try row["whole"], rest: try row["rest"])
        }
        return found
    }

    /// Of these days and those before: a pair for each currency that either has, in their order.
    static func pairs(_ now: Spending, _ before: Spending) -> [(currency: String, now: Amount, before: Amount)] {
        Set(now.amounts.keys).union(before.amounts.keys).sorted().map { ($0, now.amounts[$0] ?? .zero, before.amounts[$0] ?? .zero) }
    }
}
