internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

/// Invoices on the page of billing and all of them in pages of their own, each as a page to read and print and as a file.
enum InvoicePages {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(InvoicePath.list, as: MayView<BillingArea>.self) { proof, request, site in
            let reader = try await BillingReader.of(proof, site)
            let list = try await site.database.read { tx in try InvoiceList.find(reader, in: tx) }
            guard !list.accounts.isEmpty else { throw Problem.notFound }
            return .page(
                site.shell(proof).page(
                    "billing.invoices", request, back: ("billing.title", BillingPath.billing),
                    content: list.page(request.query, MoneyProof(proof))))
        }
        routes.get(InvoicePath.listFile, as: MayView<BillingArea>.self) { proof, _, site in
            let reader = try await BillingReader.of(proof, site)
            let list = try await site.database.readLong { tx in try InvoiceList.find(reader, in: tx) }
            guard !list.accounts.isEmpty else { throw Problem.notFound }
            return .csv(list.csv(MoneyProof(proof)), name: "invoices.csv")
        }
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

    /// The newest invoices of every billing account that the reader may open.
    static func section(_ proof: MayView<BillingArea>, _ reader: BillingReader, _ site: ProductSite) async throws -> HTML {
        let list = try await site.database.read { tx in try InvoiceList.find(reader, in: tx) }
        let mayMake = proof.mayManage && reader.seesEveryProject
        let accounts = accountLinks(list.accounts, mayManage: mayMake)
        guard !list.accounts.isEmpty || mayMake else { return "" }
        let none = Phrase(list.accounts.isEmpty ? "billing.nobody-billed" : "billing.no-invoices")
        let table: HTML =
            list.items.isEmpty ? "<p class=\"quiet\">\(none)</p>" : list.table(list.items.prefix(InvoiceList.newest), MoneyProof(proof))
        let all: HTML =
            list.items.count > InvoiceList.newest
            ? "<p><a href=\"\(InvoicePath.list)\">\(words: "billing.all-invoices", ["count": list.items.count])</a></p>" : ""
        return "<section class=\"stack\"><h2>\(words: "billing.invoices")</h2>\(table)\(all)\(accounts)</section>"
    }

    private static func accountLinks(_ billing: [BillingAccount], mayManage: Bool) -> HTML {
        let links = billing.map { one -> HTML in "<li><a href=\"\(InvoicePath.account(one.id))\">\(one.name)</a></li>" }
        let new: HTML = mayManage ? "<li><a href=\"\(InvoicePath.newAccount)\">\(words: "billing.new-account")</a></li>" : ""
        let items: HTML = "\(links)\(new)"
        return items.isEmpty ? "" : "<ul class=\"views\" aria-label=\"\(words: "billing.billed-to")\">\(items)</ul>"
    }
}
