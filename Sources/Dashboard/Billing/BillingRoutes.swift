internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Web

enum BillingRoutes {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(BillingPath.billing, as: MayView<BillingArea>.self) { proof, request, site in
            let (page, reader) = try await load(proof, request, site)
            let visible = reader.visible
            let marks = MarkPages.section(page.marks, page.money, proof, request)
            let invoices = try await InvoicePages.section(proof, reader, site)
            return .page(
                site.shell(proof).page(
                    "billing.title", request, lead: visible.lead, content: page.content(visible, marks: marks, invoices: invoices)))
        }
        MarkPages.register(on: routes)
        InvoicePages.register(on: routes)
        routes.get(BillingPath.usage, as: MayView<BillingArea>.self) { proof, request, site in
            let (page, reader) = try await load(proof, request, site)
            return .csv(page.usageCSV(reader.visible), name: "usage.csv")
        }
        routes.get(BillingPath.ledger, as: MayView<BillingArea>.self) { proof, request, site in
            let (page, reader) = try await load(proof, request, site)
            return .csv(page.ledgerCSV(reader.visible), name: "ledger.csv")
        }
    }

    private static func load(_ proof: MayView<BillingArea>, _ request: WebRequest, _ site: ProductSite) async throws -> (
        BillingPage, BillingReader
    ) {
        let money = MoneyProof(proof)
        let reader = try await BillingReader.of(proof, site)
        let page = try await site.database.read { tx in
            var page = try BillingPage.load(reader.visible, money, account: proof.account.id, at: request.time, in: tx)
            if try !reader.mayOpenAll(in: tx) { page.hideBalance() }
            return page
        }
        return (page, reader)
    }
}
