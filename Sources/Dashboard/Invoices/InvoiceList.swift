internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

/// The invoices and credit notes of every billing account that somebody may open, the newest first.
struct InvoiceList: Sendable {
    /// So many stand on the page of billing.
    static let newest = 12
    static let rows = 50

    struct Item: Sendable {
        let billing: BillingAccount
        let state: InvoiceState
        var invoice: Invoice.Head { state.invoice }
    }

    let accounts: [BillingAccount]
    let items: [Item]

    /// Cost: two reads for each billing account.
    static func find(_ reader: BillingReader, in tx: Transaction) throws -> InvoiceList {
        let accounts = try reader.open(in: tx)
        let items = try accounts.flatMap { billing in try InvoiceState.all(of: billing, in: tx).map { Item(billing: billing, state: $0) } }
        return InvoiceList(
            accounts: accounts,
            items: items.sorted { ($1.invoice.issuedAt, $1.invoice.number) < ($0.invoice.issuedAt, $0.invoice.number) })
    }

    func table(_ shown: some Collection<Item>, _ money: MoneyProof) -> HTML {
        let hasSeveral = accounts.count > 1
        var columns: [Table.Column] = [.init("billing.number", .name), .init("billing.month")]
        if hasSeveral { columns.append(.init("billing.billed-to")) }
        columns += [.init("billing.total", .number), .init("billing.state")]
        let rows = shown.map { item -> [HTML] in
            let invoice = item.invoice
            var row: [HTML] = ["<a href=\"\(InvoicePath.invoice(invoice.id))\">\(invoice.number)</a>", "\(Month.words(invoice.month))"]
            if hasSeveral { row.append("\(item.billing.name)") }
            let sign: HTML = invoice.kind == .credit ? "−" : ""
            return row + ["\(sign)\(invoice.total.sum(invoice.currency, money))", item.state.badge(money)]
        }
        return Table("billing.invoices", columns, rows: rows).html
    }

    /// Those older than the one that `before` names, or newer than that of `after`: one that is not among them begins the list.
    func part(_ query: Values) -> Range<Int> {
        func place(_ name: String) -> Int? { query[name].flatMap { id in items.firstIndex { $0.invoice.id == id } } }
        if let place = place("after") { return max(0, place - Self.rows)..<place }
        let start = place("before").map { $0 + 1 } ?? 0
        return start..<min(items.count, start + Self.rows)
    }

    func page(_ query: Values, _ money: MoneyProof) -> HTML {
        let part = part(query)
        guard let first = items[part].first, let last = items[part].last else {
            return "<p class=\"quiet\">\(words: "billing.no-invoices")</p>"
        }
        let newer = part.lowerBound > 0 ? InvoicePath.list.query([("after", first.invoice.id)]) : nil
        let older = part.upperBound < items.count ? InvoicePath.list.query([("before", last.invoice.id)]) : nil
        return """
            \(table(items[part], money))
            \(Paging(newer: newer, older: older))
            <p class="chart-links"><a href="\(InvoicePath.listFile)">\(words: "list.csv")</a></p>
            """
    }

    /// All of them.
    func csv(_ money: MoneyProof) -> CSV {
        var csv = CSV(
            header: ["number", "kind", "month", "issued", "billed_to", "refers_to", "total", "credited", "paid", "open", "currency"])
        for item in items {
            let invoice = item.invoice
            csv.append([
                invoice.number, invoice.kind.rawValue, Month.iso(invoice.month), invoice.issuedAt.isoDate, item.billing.name,
                invoice.refersTo, invoice.total.decimal(money), item.state.credited.decimal(money), item.state.paid.decimal(money),
                item.state.open.decimal(money), invoice.currency,
            ])
        }
        return csv
    }
}
