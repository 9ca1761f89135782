internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

/// Invoices on the page of billing, each as a page to read and print and as a file.
enum InvoicePages {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(InvoicePath.invoice, as: MayView<BillingArea>.self) { proof, request, site in
            let document = try await load(try request.parameters(of: InvoicePath.invoice), proof, site)
            let invoice = document.invoice
            let title = Phrase(invoice.kind == .credit ? "billing.credit-numbered" : "billing.invoice-numbered", ["number": invoice.number])
            return .page(
                site.shell(proof).page(
                    title, request, back: ("billing.title", BillingPath.billing),
                    content: "\(document.html)\(WhoCanSee.link("billing.title", proof.member, request))"))
        }
        routes.get(InvoicePath.file, as: MayView<BillingArea>.self) { proof, request, site in
            let document = try await load(try request.parameters(of: InvoicePath.file), proof, site)
            return .csv(document.csv, name: document.invoice.number + ".csv")
        }
        BillingAccountPages.register(on: routes)
    }

    private static func load(_ id: String, _ proof: MayView<BillingArea>, _ site: ProductSite) async throws -> InvoiceDocument {
        let reader = try await BillingReader.of(proof, site)
        return try await site.database.read { tx in
            let (invoice, billing) = try reader.invoice(id, in: tx)
            return InvoiceDocument(
                invoice: invoice, lines: try tx.lines(of: invoice), state: try InvoiceState.of(invoice, billing, in: tx),
                money: MoneyProof(proof))
        }
    }

    /// The invoices of every billing account that the reader may open.
    static func section(_ proof: MayView<BillingArea>, _ reader: BillingReader, _ site: ProductSite) async throws -> HTML {
        let found = try await site.database.read { tx in
            try reader.open(in: tx).map { ($0, try InvoiceState.all(of: $0, in: tx)) }
        }
        let money = MoneyProof(proof)
        let states = found.flatMap { billing, states in states.map { (billing, $0) } }
            .sorted { ($1.1.invoice.issuedAt, $1.1.invoice.number) < ($0.1.invoice.issuedAt, $0.1.invoice.number) }
        let mayMake = proof.mayManage && reader.seesEveryProject
        let accounts = accountLinks(found.map(\.0), mayManage: mayMake)
        guard !found.isEmpty || mayMake else { return "" }
        let table: HTML =
            states.isEmpty
            ? "<p class=\"quiet\">\(words: found.isEmpty ? "billing.nobody-billed" : "billing.no-invoices")</p>"
            : invoiceTable(states, hasSeveral: found.count > 1, money)
        return "<section class=\"stack\"><h2>\(words: "billing.invoices")</h2>\(table)\(accounts)</section>"
    }

    private static func invoiceTable(_ states: [(BillingAccount, InvoiceState)], hasSeveral: Bool, _ money: MoneyProof) -> HTML {
        var columns: [Table.Column] = [.init("billing.number", .name), .init("billing.month")]
        if hasSeveral { columns.append(.init("billing.billed-to")) }
        columns += [.init("billing.total", .number), .init("billing.state")]
        let rows = states.map { billing, state -> [HTML] in
            let invoice = state.invoice
            var row: [HTML] = ["<a href=\"\(InvoicePath.invoice(invoice.id))\">\(invoice.number)</a>", "\(Month.words(invoice.month))"]
            if hasSeveral { row.append("\(billing.name)") }
            let sign: HTML = invoice.kind == .credit ? "−" : ""
            return row + ["\(sign)\(invoice.total.sum(invoice.currency, money))", state.badge(money)]
        }
        return Table("billing.invoices", columns, rows: rows).html
    }

    private static func accountLinks(_ billing: [BillingAccount], mayManage: Bool) -> HTML {
        let links = billing.map { one -> HTML in "<li><a href=\"\(InvoicePath.account(one.id))\">\(one.name)</a></li>" }
        let new: HTML = mayManage ? "<li><a href=\"\(InvoicePath.newAccount)\">\(words: "billing.new-account")</a></li>" : ""
        let items: HTML = "\(links)\(new)"
        return items.isEmpty ? "" : "<ul class=\"views\" aria-label=\"\(words: "billing.billed-to")\">\(items)</ul>"
    }
}
