package import Core
package import ProductKit
package import SQL
internal import Traffic

/// Issues invoices. What a month cost by project and country is put on one line each, rounded half up; what came late for an earlier month
/// stands on a line of its own. Cost is what it cost to the last digit, so the difference is booked.
package struct Invoicing {
    private let tx: Transaction
    private let seller: Seller
    private let now: Timestamp

    package init(_ tx: Transaction, seller: Seller, at now: Timestamp) {
        self.tx = tx
        self.seller = seller
        self.now = now
    }

    private struct Unbilled {
        let project: Int64
        let month: Int
        let country: String
        let messages: Int
        let parts: Int
        let cost: Amount
    }

    /// Issues the billing account's invoice of that month, once; nil where there is nothing to invoice, or it was done. `named`: what the ID calls
    /// its projects, by their ids there; one that it does not know is called as at the source.
    @discardableResult
    func issue(_ billing: BillingAccount, month: Int, named: [String: String] = [:]) throws -> Invoice? {
        let isFirst =
            try tx.run(
                "INSERT INTO invoice_runs (billing_account, month) VALUES (\(billing.id), \(month)) ON CONFLICT DO NOTHING") == 1
        guard isFirst, month >= billing.sinceMonth else { return nil }
        let unbilled = try unbilled(billing, until: month)
        guard !unbilled.isEmpty else { return nil }
        let projects = try TrafficProject.all(accounts: billing.names, in: tx)
        let names = Dictionary(projects.map { ($0.number, $0.projectID.flatMap { named[$0] } ?? $0.name) }) { first, _ in first }
        let digits = Currency.usualDigits(billing.currency)
        let lines = unbilled.map { one in
            Invoice.Line(
                project: one.project, name: names[one.project] ?? "", country: one.country, month: one.month, messages: one.messages,
                parts: one.parts, amount: one.cost.rounded(to: digits))
        }
        let net = lines.reduce(Amount.zero) { $0 + $1.amount }
        // What asks for nothing, or gives back, goes along with the next one.
        guard net > .zero else { return nil }
        let exact = unbilled.reduce(Amount.zero) { $0 + $1.cost }
        let invoice = try insert(Draft(kind: .invoice, month: month, net: net, tax: billing.tax, lines: lines), billing)
        for one in unbilled { try settle(one, billing.currency) }
        // The usage debits what messages cost; the invoice asks for the rounded sum and the tax.
        try LedgerEntry.book(.rounding, exact - net, of: billing, note: invoice.number, at: now, in: tx)
        try LedgerEntry.book(.tax, .zero - invoice.tax, of: billing, note: invoice.number, at: now, in: tx)
        return invoice
    }

    /// Why a credit note is refused.
    package enum CreditRefusal: Error, Equatable { case notPositive, tooMuch, isCredit, tooFine }

    /// Throws `CreditRefusal` unless so much may be given back of the invoice.
    package static func checkCredit(_ invoice: Invoice, net: Amount, in tx: Transaction) throws {
        guard invoice.kind == .invoice else { throw CreditRefusal.isCredit }
        guard net > .zero else { throw CreditRefusal.notPositive }
        guard net.rounded(to: Currency.usualDigits(invoice.currency)) == net else { throw CreditRefusal.tooFine }
        guard try tx.credited(invoice).net + net <= invoice.net else { throw CreditRefusal.tooMuch }
    }

    /// Gives back a net amount of an invoice, with its tax: all of it together is the tax of the invoice. Throws `CreditRefusal`.
    package func credit(_ invoice: Invoice, net: Amount, note: String) throws -> Invoice {
        try Self.checkCredit(invoice, net: net, in: tx)
        let before = try tx.credited(invoice)
        guard let billing = try tx.billingAccount(invoice.billingAccount) else { throw SQLError.conflict }
        var draft = Draft(kind: .credit, month: Month.of(now), net: net, tax: invoice.parties.tax)
        draft.refersTo = invoice.number
        draft.taxAmount = invoice.parties.tax.amount(of: before.net + net, invoice.currency) - before.tax
        draft.note = note
        let made = try insert(draft, billing)
        try LedgerEntry.book(.credit, made.total, of: billing, note: made.number, at: now, in: tx)
        return made
    }

    private struct Draft {
        let kind: Invoice.Kind
        let month: Int
        let net: Amount
        let tax: BillingAccount.Tax
        /// Where it is not that of the net amount.
        var taxAmount: Amount?
        var lines: [Invoice.Line] = []
        var refersTo = ""
        var note = ""
    }

    private func insert(_ draft: Draft, _ billing: BillingAccount) throws -> Invoice {
        let parties = Invoice.Parties(
            seller: seller, buyer: billing.name, address: billing.address, taxNumber: billing.taxNumber,
            purchaseOrder: billing.purchaseOrder, tax: draft.tax)
        let invoice = Invoice(
            id: Identifier<InvoiceKind>(at: now).text, number: try tx.nextInvoiceNumber(seller.series), billingAccount: billing.id,
            kind: draft.kind, month: draft.month, issuedAt: now, currency: billing.currency, net: draft.net,
            tax: draft.taxAmount ?? draft.tax.amount(of: draft.net, billing.currency), parties: parties, refersTo: draft.refersTo,
            note: draft.note)
        try tx.insert(invoice, draft.lines)
        return invoice
    }

    /// What months from the first to that one cost and no invoice has, of the projects that were billed there in the month.
    private func unbilled(_ billing: BillingAccount, until month: Int) throws -> [Unbilled] {
        let projects = try TrafficProject.all(accounts: billing.names, in: tx).map(\.number)
        guard !projects.isEmpty, let first = try tx.billingAccounts(of: billing.account).first?.id else { return [] }
        var found: [Unbilled] = []
        try tx.each(
            """
            SELECT project, month, country, messages - billed_messages AS messages, parts - billed_parts AS parts,
                cost_whole - billed_whole AS whole, cost_rest - billed_rest AS rest FROM usage_countries
            WHERE project IN \(list: projects) AND currency = \(billing.currency) AND month >= \(billing.sinceMonth) AND month <= \(month)
                AND (cost_whole <> billed_whole OR cost_rest <> billed_rest OR messages <> billed_messages)
            ORDER BY month DESC, project, country
            """
        ) { row in
            found.append(
                Unbilled(
                    project: try row["project"], month: try row["month"], country: try row["country"], messages: try row["messages"],
                    parts: try row["parts"], cost: Amount(whole: try row["whole"], rest: try row["rest"])))
        }
        var byMonth: [Int: [Int64: String]] = [:]
        for month in Set(found.map(\.month)) { byMonth[month] = try tx.billing(of: projects, in: month, first: first) }
        return found.filter { byMonth[$0.month]?[$0.project] == billing.id }
    }

    private func settle(_ one: Unbilled, _ currency: String) throws {
        try tx.run(
            """
            UPDATE usage_countries SET billed_whole = cost_whole, billed_rest = cost_rest, billed_messages = messages, billed_parts = parts
            WHERE project = \(one.project) AND month = \(one.month) AND country = \(one.country) AND currency = \(currency)
            """)
    }
}
