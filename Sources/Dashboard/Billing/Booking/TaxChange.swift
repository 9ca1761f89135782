package import Core
package import ProductKit
package import SQL
package import Web

/// The tax of the invoices to come. Issued ones stay as they are.
package struct TaxChange: BillingChange {
    private let billing: String
    private let account: String
    private let rate: String
    private let tax: BillingAccount.Tax

    /// `rate` is in per cent, with two decimals at most. Throws `BillingRefusal`.
    package init(_ category: String, rate: String, reason: String, of billing: BillingAccount) throws(BillingRefusal) {
        guard BillingAccount.Tax.categories.contains(category) else {
            throw BillingRefusal(
                "category", "'\(category)' is no category: write one of \(BillingAccount.Tax.categories.joined(separator: ", ")).")
        }
        guard let amount = Amount(rate), !amount.isNegative, amount <= Amount(units: 100 * 100_000_000), amount.units % 1_000_000 == 0
        else { throw BillingRefusal("rate", "'\(rate)' is no rate: write one like 25 or 8.1, up to 100, with two decimals at most.") }
        let hundredths = Int(amount.units / 1_000_000)
        guard hundredths == 0 || category == "S" else { throw BillingRefusal("rate", "Only the category S has a rate: write 0.") }
        guard hundredths > 0 || category != "S" else {
            throw BillingRefusal("rate", "The category S has a rate above 0: what is taxed at 0 is of category Z.")
        }
        // EN 16931, BR-E-10 and BR-AE-10: an invoice says why it has no tax.
        guard !reason.showsNothing || !["E", "AE"].contains(category) else {
            throw BillingRefusal("reason", "The category \(category) needs its reason, such as 'Reverse charge': invoices print it.")
        }
        guard reason.count <= 200, !MessageLine.hasControl(reason) else {
            throw BillingRefusal("reason", "The reason may have 200 characters at most, without control characters.")
        }
        self.billing = billing.id
        account = billing.account
        self.rate = rate
        tax = BillingAccount.Tax(category: category, rate: hundredths, reason: reason.showsNothing ? "" : reason)
    }

    package var record: BillingRecord {
        BillingRecord("billing.tax-set", on: billing, account: account, details: ["category": tax.category, "rate": rate])
    }

    package func check(in tx: Transaction) throws {
        guard try tx.billingAccount(billing) != nil else { throw BillingRefusal("billing_account", "There is no such billing account.") }
    }

    package func carryOut(_ money: MoneyProof, at now: Timestamp, in tx: Transaction) throws -> [(String, JSON)] {
        try check(in: tx)
        guard var found = try tx.billingAccount(billing) else { return [] }
        found.tax = tax
        try tx.update(found)
        return [("category", .string(tax.category)), ("rate", .string(rate)), ("reason", .string(tax.reason))]
    }
}
