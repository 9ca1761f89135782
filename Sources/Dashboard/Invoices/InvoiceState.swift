internal import Core
internal import ProductKit
internal import SQL

/// What is left to pay of each invoice: payments count for the oldest first, and credit notes for their own invoice.
struct InvoiceState: Sendable {
    let invoice: Invoice
    let open: Amount

    /// The newest first.
    static func all(of billing: BillingAccount, in tx: Transaction) throws -> [InvoiceState] {
        let invoices = try tx.invoices(of: billing.id)
        let credited = Dictionary(grouping: invoices.filter { $0.kind == .credit }, by: \.refersTo).mapValues { notes in
            notes.reduce(Amount.zero) { $0 + $1.total }
        }
        var left = try payments(to: billing, in: tx)
        var states: [InvoiceState] = []
        for invoice in invoices.reversed() {
            guard invoice.kind == .invoice else {
                states.append(InvoiceState(invoice: invoice, open: .zero))
                continue
            }
            let due = invoice.total - (credited[invoice.number] ?? .zero)
            let paid = max(.zero, min(due, left))
            left = left - paid
            states.append(InvoiceState(invoice: invoice, open: due - paid))
        }
        return states.reversed()
    }

    /// Those to the billing account; the account's first gets those to the account as a whole.
    private static func payments(to billing: BillingAccount, in tx: Transaction) throws -> Amount {
        let isFirst = try tx.billingAccounts(of: billing.account).first { $0.currency == billing.currency }?.id == billing.id
        var sum = Amount.zero
        var atLarge = Amount.zero
        try tx.each(
            """
            SELECT amount, billing_account FROM ledger_entries
            WHERE account IN \(list: billing.names) AND currency = \(billing.currency) AND kind = \(LedgerEntry.Kind.payment)
            """
        ) { row in
            let to: String = try row["billing_account"]
            let amount: Amount = try row["amount"]
            if to == billing.id { sum = sum + amount }
            if isFirst, to.isEmpty { atLarge = atLarge + amount }
        }
        return sum + max(.zero, atLarge - (isFirst ? try usedBefore(billing, in: tx) : .zero))
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
