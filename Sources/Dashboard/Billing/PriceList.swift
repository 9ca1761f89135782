internal import Core
package import ProductKit
package import SQL
internal import Traffic

/// What a part of a message costs by country, each price from a day on. Messages are priced once, when they come in.
package struct Price: Sendable, Equatable {
    package let currency: String
    /// Empty for every country without a price of its own.
    package let country: String
    /// The first day (UTC) of this price.
    package let validFrom: Int
    package let amount: Amount

    package init(currency: String, country: String, validFrom: Int, amount: Amount) {
        self.currency = currency
        self.country = country
        self.validFrom = validFrom
        self.amount = amount
    }

    /// No part costs more: a higher price is a mistake.
    package static let highest = Amount(units: 1000 * 100_000_000)

    package static func isKnown(_ currency: String) -> Bool { Currency.isKnown(currency) }
}

extension Price: RowDecodable {
    package init(row: Row) throws {
        self.init(
            currency: try row["currency"], country: try row["country"], validFrom: try row["valid_from"], amount: try row["price"])
    }
}

/// The prices of one currency, for a batch of messages.
package struct PriceList: Sendable {
    let currency: String
    private let byCountry: [String: [Price]]

    /// The price of a message that was sent then; nil if there is none for its country.
    func price(of parts: Int, to country: String, at time: Timestamp) -> Amount? {
        let day = Day.of(time)
        let prices = [country, ""].lazy.compactMap { byCountry[$0]?.last { $0.validFrom <= day } }
        return prices.first.map { Amount(units: $0.amount.units * Int128(parts)) }
    }

    /// nil if the currency has no prices.
    static func of(_ currency: String, in tx: Transaction) throws -> PriceList? {
        let prices = try tx.all(
            "SELECT currency, country, valid_from, price FROM prices WHERE currency = \(currency) ORDER BY valid_from", as: Price.self)
        return prices.isEmpty ? nil : PriceList(currency: currency, byCountry: Dictionary(grouping: prices, by: \.country))
    }

    /// The currency that the account is billed in: that of its newest booking, else of its newest usage, else the first that has prices.
    static func currency(of accounts: [String], projects: [Int64], in tx: Transaction) throws -> String? {
        let booked = try tx.first(
            "SELECT currency FROM ledger_entries WHERE account IN \(list: accounts) ORDER BY at DESC, id DESC LIMIT 1")
        if let booked { return try booked["currency"] }
        let used = try tx.first(
            "SELECT currency FROM usage_months WHERE project IN \(list: projects) ORDER BY month DESC, messages DESC LIMIT 1")
        if let used { return try used["currency"] }
        return try tx.first("SELECT currency FROM prices ORDER BY currency LIMIT 1")?["currency"]
    }
}

extension Transaction {
    /// Sets prices; one of the same day is replaced. Messages that came in keep theirs.
    package func set(_ prices: [Price]) throws {
        for price in prices {
            try run(
                """
                INSERT INTO prices (currency, country, valid_from, price)
                VALUES (\(price.currency), \(price.country), \(price.validFrom), \(price.amount))
                ON CONFLICT (currency, country, valid_from) DO UPDATE SET price = excluded.price
                """)
        }
    }

    /// The days after one and until another from which prices of these currencies hold.
    func daysOfPrices(of currencies: Set<String>, after first: Int, until last: Int) throws -> [(currency: String, day: Int)] {
        guard !currencies.isEmpty else { return [] }
        return try rows(
            """
            SELECT DISTINCT currency, valid_from FROM prices
            WHERE currency IN \(list: currencies.sorted()) AND valid_from > \(first) AND valid_from <= \(last) ORDER BY valid_from, currency
            """
        ).map { (try $0["currency"], try $0["valid_from"]) }
    }

    /// Every price, by currency and country, the newest first.
    package func prices() throws -> [Price] {
        try all("SELECT currency, country, valid_from, price FROM prices ORDER BY currency, country, valid_from DESC", as: Price.self)
    }
}
