package import Core
package import ProductKit
package import SQL
internal import Traffic
package import Web

/// What a part of a message costs by country, from a day (UTC) on. Messages that came in keep their price.
package struct PriceChange: BillingChange {
    /// So many countries one change has at most.
    package static let most = 300
    package let prices: [Price]
    private let currency: String
    private let from: Int

    /// The prices by a country's code, or `*` for every country without a price of its own. Throws `BillingRefusal`.
    package init(_ prices: [(country: String, price: String)], _ currency: String, from: Int) throws(BillingRefusal) {
        guard Price.isKnown(currency) else { throw BillingRefusal("currency", "'\(currency)' is no currency: write one like EUR.") }
        guard (1...Self.most).contains(prices.count) else {
            throw BillingRefusal("prices", "Give the prices of 1 to \(Self.most) countries.")
        }
        var read: [Price] = []
        for (country, price) in prices {
            let isCode = country.utf8.count == 2 && country.utf8.allSatisfy { (65...90).contains($0) }
            guard country == "*" || isCode else {
                throw BillingRefusal("prices", "'\(country)' is no country's code: write one like SE, or *.")
            }
            guard let amount = Amount(price), !amount.isNegative, amount <= Price.highest else {
                throw BillingRefusal(
                    "prices", "'\(price)' is no price: write one like 0.0450, up to 1000, with at most eight decimals.")
            }
            read.append(Price(currency: currency, country: country == "*" ? "" : country, validFrom: from, amount: amount))
        }
        self.prices = read
        self.currency = currency
        self.from = from
    }

    package var record: BillingRecord {
        let countries = prices.map { $0.country.isEmpty ? "*" : $0.country }.sorted().joined(separator: " ")
        return BillingRecord(
            "billing.price-set", on: "prices", details: ["country": countries, "currency": currency, "from": Day.iso(from)])
    }

    package func check(in tx: Transaction) throws {}

    package func carryOut(_ money: MoneyProof, at now: Timestamp, in tx: Transaction) throws -> [(String, JSON)] {
        try tx.set(prices)
        return [("prices", .int(prices.count)), ("currency", .string(currency)), ("from", .string(Day.iso(from)))]
    }
}
