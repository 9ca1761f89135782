internal import Core
internal import ProductKit
package import SQL
internal import Traffic

package enum BillingAccountKind: IdentifierKind { package static let prefix = "bil" }

/// Who is billed for some of an account's projects, and how.
package struct BillingAccount: Sendable, Equatable {
    package let id: String
    /// The account's id at the ID, and every id by which traffic and ledger name it.
    package let account: String
    let names: [String]
    package var name: String
    package let currency: String
    /// In lines.
    package var address: String
    package var taxNumber: String
    package var purchaseOrder: String
    /// The operator's word: the category of UNCL 5305 (S, Z, E, AE, O), the rate in hundredths of a per cent, and why no tax is due.
    package var tax = Tax()
    /// The first month (UTC) that is invoiced.
    package let sinceMonth: Int

    package struct Tax: Sendable, Equatable {
        package var category = "O"
        package var rate = 0
        package var reason = ""

        package init(category: String = "O", rate: Int = 0, reason: String = "") {
            self.category = category
            self.rate = rate
            self.reason = reason
        }

        package static let categories = ["S", "Z", "E", "AE", "O"]

        /// Of a net amount, rounded to the currency's usual decimals.
        func amount(of net: Amount, _ currency: String) -> Amount {
            Amount(units: net.units * Int128(rate) / 10_000).rounded(to: Currency.usualDigits(currency))
        }
    }

    static let most = 20
    static let longestLine = 100
    static let longestAddress = 400
}

extension BillingAccount {
    /// What the log says of a change of it.
    func record(_ event: String, _ more: [String: String] = [:]) -> BillingRecord {
        BillingRecord(event, on: id, account: account, details: more.merging(["currency": currency]) { $1 })
    }
}

extension BillingAccount: RowDecodable {
    package init(row: Row) throws {
        self.init(
            id: try row["id"], account: try row["account"], names: (try row["names"] as String).split(separator: " ").map(String.init),
            name: try row["name"], currency: try row["currency"], address: try row["address"], taxNumber: try row["tax_number"],
            purchaseOrder: try row["purchase_order"],
            tax: Tax(category: try row["tax_category"], rate: try row["tax_rate"], reason: try row["tax_reason"]),
            sinceMonth: try row["since_month"])
    }
}
