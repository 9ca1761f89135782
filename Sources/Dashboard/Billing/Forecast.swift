internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic

/// How long a balance lasts if the projects of now go on as in the last fourteen whole days.
struct Forecast: Sendable, Equatable {
    static let days = 14
    private static let longest = 730
    /// The day (UTC) on which nothing is left; nil for later than two years.
    let lastDay: Int?

    /// nil where nothing was used lately, or nothing is left.
    static func of(_ balance: Balance, of payer: Payer, _ shares: BillingShares, at now: Timestamp, in tx: Transaction) throws -> Forecast?
    {
        guard balance.amount > .zero else { return nil }
        let today = Day.of(now)
        let month = Month.of(now)
        var used = Amount.zero
        try tx.each(
            """
            SELECT u.project, CAST(SUM(u.cost_whole) AS BIGINT) AS whole, CAST(SUM(u.cost_rest) AS BIGINT) AS rest FROM usage_days u
            JOIN traffic_projects p ON p.number = u.project
            WHERE p.account IN \(list: payer.names) AND u.currency = \(payer.currency) AND u.day >= \(today - days) AND u.day < \(today)
            GROUP BY u.project
            """
        ) { row in
            guard shares.payer(of: try row["project"], in: month, payer.currency).id == payer.id else { return }
            used = used + Amount(whole: try row["whole"], rest: try row["rest"])
        }
        guard used > .zero else { return nil }
        let left = balance.amount.units * Int128(days) / used.units
        return Forecast(lastDay: left > Int128(longest) ? nil : today + Int(left))
    }

    var words: Phrase {
        lastDay.map { Phrase("billing.forecast", ["count": Self.days, "day": Phrase.dayInUTC(Day.start($0))]) }
            ?? Phrase("billing.forecast-long", ["count": Self.days])
    }
}
