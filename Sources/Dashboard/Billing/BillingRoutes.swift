internal import Core
internal import ProductKit
internal import SQL
internal import Web

enum BillingRoutes {
    static func register(on routes: Routes<ProductSite>) {
        routes.get("/billing", as: MayView<BillingArea>.self) { proof, request, site in
            let (page, scope) = try await load(proof, request, site)
            return .page(
                site.shell(proof).page("Billing", request, lead: scope.chosen.map { "Project \($0.name)" }, content: page.content(scope)))
        }
        routes.get("/billing.csv", as: MayView<BillingArea>.self) { proof, request, site in
            let (page, scope) = try await load(proof, request, site)
            return .csv(page.usageCSV(scope), name: "usage.csv")
        }
        routes.get("/billing/ledger.csv", as: MayView<BillingArea>.self) { proof, request, site in
            let (page, scope) = try await load(proof, request, site)
            return .csv(page.ledgerCSV(scope), name: "ledger.csv")
        }
    }

    private static func load(_ proof: MayView<BillingArea>, _ request: WebRequest, _ site: ProductSite) async throws -> (BillingPage, Scope)
    {
        let scope = try await Scope.of(proof.member, site)
        guard let money = scope.money else { throw Problem.notFound }
        return (try await site.database.read { tx in try BillingPage.load(scope, money, at: request.time, in: tx) }, scope)
    }
}
