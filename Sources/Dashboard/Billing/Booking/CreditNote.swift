package import Core
package import ProductKit
package import SQL
package import Web

/// What is given back of an invoice: a net amount, with its tax.
package struct CreditNote: BillingChange {
    private let number: String
    private let billing: String?
    private let net: Amount
    private let note: String
    private let seller: Seller

    /// `billing`: the billing account whose invoice it must be; nil for any.
    package init(_ net: Amount, of number: String, billing: String? = nil, note: String, by seller: Seller) {
        self.number = number
        self.billing = billing
        self.net = net
        self.note = note
        self.seller = seller
    }

    package var record: BillingRecord { BillingRecord("billing.credited", on: number, details: ["invoice": number]) }

    package func check(in tx: Transaction) throws { _ = try invoice(in: tx) }

    private func invoice(in tx: Transaction) throws -> Invoice {
        guard !note.showsNothing else { throw BillingRefusal("note", "Say why, as the credit note says it.") }
        do { try LedgerEntry.check(note: note) } catch { throw BillingRefusal(error) }
        guard let invoice = try tx.invoice(numbered: number), billing == nil || invoice.billingAccount == billing else {
            throw BillingRefusal("invoice", "There is no invoice '\(number)'.")
        }
        do { try Invoicing.checkCredit(invoice, net: net, in: tx) } catch let refusal as Invoicing.CreditRefusal {
            throw BillingRefusal(refusal == .isCredit ? "invoice" : "net", refusal.message)
        }
        return invoice
    }

    package func carryOut(_ money: MoneyProof, at now: Timestamp, in tx: Transaction) throws -> [(String, JSON)] {
        let made = try Invoicing(tx, seller: seller, at: now).credit(try invoice(in: tx), net: net, note: note)
        return [
            ("number", .string(made.number)), ("total", .string(made.total.decimal(money))),
            ("currency", .string(made.currency)),
        ]
    }
}

extension Invoicing.CreditRefusal {
    fileprivate var message: String {
        switch self {
        case .notPositive: "The amount must be more than zero."
        case .tooMuch: "That is more than the invoice asks for and earlier credit notes have left."
        case .isCredit: "A credit note gives nothing back itself: name the invoice."
        case .tooFine: "The amount has more decimals than its currency."
        }
    }
}
