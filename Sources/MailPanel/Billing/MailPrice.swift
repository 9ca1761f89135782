internal import Core
package import ProductKit
package import SQL
internal import Traffic

/// What a thousand accepted mails cost, from a day on.
package struct MailPrice: Sendable, Equatable {
    package let currency: String
    /// The first day (UTC) of this price.
    package let validFrom: Int
    package let amount: Amount

    package init(currency: String, validFrom: Int, amount: Amount) {
        self.currency = currency
        self.validFrom = validFrom
        self.amount = amount
    }

    static let mails = 1000
    /// A thousand mails cost no more: a higher price is a mistake.
    package static let highest = Amount(units: 100_000 * 100_000_000)
}

extension MailPrice: RowDecodable {
    package init(row: Row) throws {
        self.init(currency: try row["currency"], validFrom: try row["valid_from"], amount: try row["price"])
    }
}

extension Transaction {
    /// Sets a price; one of the same day is replaced.
    package func set(_ price: MailPrice) throws {
        try run(
            """
            INSERT INTO mail_prices (currency, valid_from, price) VALUES (\(price.currency), \(price.validFrom), \(price.amount))
            ON CONFLICT (valid_from) DO UPDATE SET price = excluded.price, currency = excluded.currency
            """)
    }

    /// The oldest first.
    package func mailPrices() throws -> [MailPrice] { try all("SELECT currency, valid_from, price FROM mail_prices ORDER BY valid_from") }
}

/// What a month of an account's mail cost, in one currency.
struct MailMonth: Sendable, Equatable {
    let month: Int
    var accepted = 0
    /// nil while no price is set.
    var cost: (currency: String, amount: Amount)?

    static func == (left: MailMonth, right: MailMonth) -> Bool {
        left.month == right.month && left.accepted == right.accepted && left.cost?.amount == right.cost?.amount
            && left.cost?.currency == right.cost?.currency
    }

    /// Each day's accepted mails at the price of that day; the newest month first. A month in which the currency changed has two.
    static func all(of account: String, since day: Int, in tx: Transaction) throws -> [MailMonth] {
        let prices = try tx.mailPrices()
        var months: [String: MailMonth] = [:]
        try tx.each(
            """
            SELECT day, CAST(SUM(events) AS BIGINT) AS events FROM mail_cells
            WHERE account = \(account) AND day >= \(day) AND kind = \(MailEvent.Kind.accepted) GROUP BY day
            """
        ) { row in
            let day: Int = try row["day"]
            let accepted: Int = try row["events"]
            let month = Month.of(Day.start(day))
            let price = prices.last { $0.validFrom <= day }
            var one = months["\(month) \(price?.currency ?? "")"] ?? MailMonth(month: month)
            one.accepted += accepted
            if let price {
                // A thousandth of a price has more digits than are kept: rounded half up, by the day.
                let units = price.amount.units * Int128(accepted)
                let cost = Amount(units: (units + Int128(MailPrice.mails) / 2) / Int128(MailPrice.mails))
                one.cost = (price.currency, (one.cost?.amount ?? .zero) + cost)
            }
            months["\(month) \(price?.currency ?? "")"] = one
        }
        return months.values.sorted { ($1.month, $0.cost?.currency ?? "") < ($0.month, $1.cost?.currency ?? "") }
    }
}
