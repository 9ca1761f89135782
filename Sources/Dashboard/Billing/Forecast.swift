internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic

/// How long a balance lasts if the account goes on as in the last fourteen whole days.
struct Forecast: Sendable, Equatable {
    static let days = 14
    private static let longest = 730
    /// The day (UTC) on which nothing is left; nil for later than two years.
    let lastDay: Int?

    /// nil where nothing was used lately, or nothing is left.
    static func of(_ balance: Balance, accounts: [String], at now: Timestamp, in tx: Transaction) throws -> Forecast? {
        guard balance.amount > .zero else { return nil }
        let today = Day.of(now)
        let row = try tx.first(
            """
            SELECT CAST(SUM(u.cost_whole) AS BIGINT) AS whole, CAST(SUM(u.cost_rest) AS BIGINT) AS rest FROM usage_days u
            JOIN traffic_projects p ON p.number = u.project
            WHERE p.account IN \(list: accounts) AND u.currency = \(balance.currency) AND u.day >= \(today - days) AND u.day < \(today)
            """)
        let whole: Int64? = try row?["whole"]
        let rest: Int64? = try row?["rest"]
        let used = Amount(whole: whole ?? 0, rest: rest ?? 0)
        guard used > .zero else { return nil }
        let left = balance.amount.units * Int128(days) / used.units
        return Forecast(lastDay: left > Int128(longest) ? nil : today + Int(left))
    }

    var words: Phrase {
        lastDay.map { Phrase("billing.forecast", ["count": Self.days, "day": Phrase.dayInUTC(Day.start($0))]) }
            ?? Phrase("billing.forecast-long", ["count": Self.days])
    }
}
