internal import Language
internal import ProductKit
internal import Web

extension InvoiceState {
    /// What became of it, with what is left to pay.
    func badge(_ money: MoneyProof) -> HTML {
        func left(_ badge: Badge) -> HTML {
            "\(badge) <small>\(words: "billing.left", ["amount": open.words(invoice.currency, money)])</small>"
        }
        return switch kind {
        case .creditNote: Badge("billing.credit-note", .info).html
        case .credited: Badge("billing.credited", .info).html
        case .paid: Badge("billing.paid", .good).html
        case .partPaid: left(Badge("billing.part-paid", .warning))
        case .open: left(Badge("billing.open", .warning))
        }
    }
}
