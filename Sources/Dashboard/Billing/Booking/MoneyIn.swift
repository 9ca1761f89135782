package import Core
package import ProductKit
package import SQL
package import Web

/// Money that was paid: in advance, or for an invoice.
package struct MoneyIn: BillingChange {
    private let account: String
    private let billing: BillingAccount?
    private let amount: Amount
    private let currency: String
    private let note: String
    /// The number of the invoice that was paid.
    private let invoice: String?

    /// A top-up of an account, or of one of its billing accounts, in its currency.
    package init(topUp amount: Amount, _ currency: String, account: String, billing: BillingAccount?, note: String) {
        self.account = account
        self.billing = billing
        self.amount = amount
        self.currency = currency
        self.note = note
        invoice = nil
    }

    /// A payment of a billing account, for one of its invoices. `currency` is what it was paid in, where that was said: the invoice's.
    package init(payment amount: Amount, _ currency: String? = nil, of invoice: String, by billing: BillingAccount, note: String) {
        account = billing.account
        self.billing = billing
        self.amount = amount
        self.currency = currency ?? billing.currency
        self.note = note
        self.invoice = invoice
    }

    package var record: BillingRecord {
        var details = ["currency": currency]
        details["invoice"] = invoice
        return BillingRecord(
            invoice == nil ? "billing.topped-up" : "billing.paid", on: invoice ?? billing?.id ?? account, account: account, details: details
        )
    }

    package func check(in tx: Transaction) throws {
        do { try LedgerEntry.check(amount: amount, currency: currency, note: note) } catch { throw BillingRefusal(error) }
        let digits = Currency.usualDigits(currency)
        guard amount.rounded(to: digits) == amount else {
            throw BillingRefusal("amount", "Nobody pays less than the smallest coin: write at most \(digits) decimals of \(currency).")
        }
        try checkInvoice(in: tx)
        if let billing {
            guard billing.account == account else {
                throw BillingRefusal("billing_account", "\(billing.id) is a billing account of another account.")
            }
            guard billing.currency == currency else {
                throw BillingRefusal("currency", "\(billing.name) is invoiced in \(billing.currency), not in \(currency).")
            }
        }
    }

    private func checkInvoice(in tx: Transaction) throws {
        guard let invoice else { return }
        guard let found = try tx.invoice(numbered: invoice), found.billingAccount == billing?.id, found.kind == .invoice else {
            throw BillingRefusal("invoice", "There is no invoice '\(invoice)' of this billing account.")
        }
        guard found.currency == currency else {
            throw BillingRefusal("currency", "\(invoice) asks for \(found.currency), not for \(currency).")
        }
    }

    package func carryOut(_ money: MoneyProof, at now: Timestamp, in tx: Transaction) throws -> [(String, JSON)] {
        try check(in: tx)
        let said = [invoice, note.showsNothing ? nil : note].compactMap(\.self).joined(separator: ": ")
        let entry = LedgerEntry(
            id: Identifier<LedgerEntryKind>(at: now).text, account: account, at: now, amount: amount, currency: currency,
            note: String(said.prefix(200)), billingAccount: billing?.id ?? "", invoice: invoice ?? "")
        try entry.insert(in: tx)
        let kind: [(String, JSON)] = invoice.map { [("kind", "payment"), ("invoice", .string($0))] } ?? [("kind", "top-up")]
        return [("entry", .string(entry.id))] + kind + [("amount", .string(amount.decimal(money))), ("currency", .string(currency))]
    }
}

extension BillingRefusal {
    init(_ error: TopUpError) {
        self.init(error == .noteTooLong ? "note" : error == .unknownCurrency ? "currency" : "amount", error.message)
    }
}
