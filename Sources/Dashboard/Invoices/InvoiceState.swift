internal import Core
internal import ProductKit
internal import SQL

/// What is left to pay of an invoice. Credit notes count for their own, a payment first for the one that it names; what is left of it, and what
/// names none, for the oldest.
struct InvoiceState: Sendable, Equatable {
    let invoice: Invoice.Head
    let credited: Amount
    private(set) var paid: Amount

    var open: Amount { invoice.kind == .credit ? .zero : invoice.total - credited - paid }

    enum Kind: Sendable, Equatable { case creditNote, credited, paid, partPaid, open }

    var kind: Kind {
        if invoice.kind == .credit { return .creditNote }
        guard open > .zero else { return paid == .zero && credited > .zero ? .credited : .paid }
        return paid > .zero ? .partPaid : .open
    }

    /// The newest first: each has what those before it left of what was paid. Cost: two reads, of every invoice and every payment.
    static func all(of billing: BillingAccount, in tx: Transaction) throws -> [InvoiceState] {
        reckon(try tx.invoices(of: billing.id), try payments(to: billing, in: tx)).reversed()
    }

    static func of(_ invoice: Invoice, _ billing: BillingAccount, in tx: Transaction) throws -> InvoiceState? {
        try all(of: billing, in: tx).first { $0.invoice.id == invoice.id }
    }

    /// What was paid, by the number of the invoice that it names; empty for what names none.
    typealias Payments = [String: Amount]

    /// Of all invoices, the oldest first.
    static func reckon(_ invoices: [Invoice.Head], _ payments: Payments) -> [InvoiceState] {
        let notes = Dictionary(grouping: invoices.filter { $0.kind == .credit }, by: \.refersTo).mapValues { notes in
            notes.reduce(Amount.zero) { $0 + $1.total }
        }
        var left = payments.values.reduce(Amount.zero, +)
        var states = invoices.map { invoice -> InvoiceState in
            let isInvoice = invoice.kind == .invoice
            var state = InvoiceState(invoice: invoice, credited: isInvoice ? notes[invoice.number] ?? .zero : .zero, paid: .zero)
            if isInvoice { state.pay(payments[invoice.number] ?? .zero, from: &left) }
            return state
        }
        for index in states.indices { states[index].pay(left, from: &left) }
        return states
    }

    /// As much of the amount as is open.
    private mutating func pay(_ amount: Amount, from left: inout Amount) {
        let part = max(.zero, min(open, min(amount, left)))
        paid = paid + part
        left = left - part
    }

    /// Those to the billing account; the oldest that has the currency gets those to the account as a whole.
    private static func payments(to billing: BillingAccount, in tx: Transaction) throws -> Payments {
        let shares = try BillingShares(of: billing.account, names: billing.names, in: tx)
        guard let payer = shares.payer(billing.id, billing.currency) else { return [:] }
        var found: Payments = [:]
        var atLarge = Amount.zero
        try tx.each(
            """
            SELECT amount, billing_account, invoice FROM ledger_entries WHERE \(payer.booked) AND kind = \(LedgerEntry.Kind.payment)
            """
        ) { row in
            let to: String = try row["billing_account"]
            let amount: Amount = try row["amount"]
            let invoice: String = try row["invoice"]
            if to.isEmpty { atLarge = atLarge + amount } else { found[invoice] = (found[invoice] ?? .zero) + amount }
        }
        if payer.isFirst { found[""] = (found[""] ?? .zero) + max(.zero, atLarge - (try usedBefore(billing, in: tx))) }
        return found
    }

    /// What was used before anything was invoiced, and was paid for by what was paid in first.
    private static func usedBefore(_ billing: BillingAccount, in tx: Transaction) throws -> Amount {
        let projects = try TrafficProject.all(accounts: billing.names, in: tx).map(\.number)
        guard !projects.isEmpty else { return .zero }
        let row = try tx.first(
            """
            SELECT CAST(SUM(cost_whole) AS BIGINT) AS whole, CAST(SUM(cost_rest) AS BIGINT) AS rest FROM usage_months
            WHERE project IN \(list: projects) AND currency = \(billing.currency) AND month < \(billing.sinceMonth)
            """)
        let whole: Int64? = try row?["whole"]
        let rest: Int64? = try row?["rest"]
        return Amount(whole: whole ?? 0, rest: rest ?? 0)
    }
}
