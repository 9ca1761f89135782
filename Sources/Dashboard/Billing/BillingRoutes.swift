internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Web

enum BillingRoutes {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(BillingPath.billing, as: MayView<BillingArea>.self) { proof, request, site in
            let asked = UsagePeriod(request.query, at: request.time)
            let (page, shown, reader) = try await load(proof, asked, request, site)
            let (usage, period) = shown ?? (UsageBreakdown(), asked)
            let visible = reader.visible
            let marks = MarkPages.section(page.marks, page.money, proof, request)
            let invoices = try await InvoicePages.section(proof, reader, site)
            let view = UsageView(
                usage: usage, period: period, isLatest: asked.isUsual && !period.isUsual, visible: visible,
                links: UsageLinks(proof.account, visible), money: page.money)
            let content = page.content(visible, period: view.html, marks: marks, invoices: invoices)
            let whoCanSee = WhoCanSee.link("billing.title", proof.member, request)
            return .page(
                site.shell(proof).page("billing.title", request, lead: visible.lead, content: "\(content)\(whoCanSee)"),
                showing: period.form)
        }
        routes.get(BillingPath.breakdown, as: MayView<BillingArea>.self, breakdown)
        MarkPages.register(on: routes)
        InvoicePages.register(on: routes)
        routes.get(BillingPath.usage, as: MayView<BillingArea>.self) { proof, request, site in
            let (page, _, reader) = try await load(proof, nil, request, site)
            return .csv(page.usageCSV(reader.visible), name: "usage.csv")
        }
        routes.get(BillingPath.ledger, as: MayView<BillingArea>.self) { proof, request, site in
            let (page, _, reader) = try await load(proof, nil, request, site)
            return .csv(page.ledgerCSV(reader.visible), name: "ledger.csv")
        }
    }

    @Sendable private static func breakdown(
        _ proof: MayView<BillingArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let visible = try await VisibleProjects.of(proof.member, site)
        let period = UsagePeriod(request.query, at: request.time)
        guard let kind = UsageBreakdown.Kind(rawValue: request.query.text("by")) else { throw Problem.notFound }
        guard period.errors.isEmpty else {
            throw Problem(
                status: 400, code: "invalid-period", title: "messages.invalid-filter", detail: "messages.invalid-filter-next",
                fields: period.errors)
        }
        let money = MoneyProof(proof)
        let usage = try await site.database.read { tx in try UsageBreakdown.find(period, projects: visible.numbers, money, in: tx) }
        let file = UsageFile(kind: kind, usage: usage, period: period, visible: visible, money: money)
        return .csv(file.csv, name: file.name)
    }

    /// Cost: two reads. Without a period there is no usage of it.
    private static func load(
        _ proof: MayView<BillingArea>, _ period: UsagePeriod?, _ request: WebRequest, _ site: ProductSite
    ) async throws -> (BillingPage, (UsageBreakdown, UsagePeriod)?, BillingReader) {
        let money = MoneyProof(proof)
        let reader = try await BillingReader.of(proof, site)
        let (page, usage) = try await site.database.read { tx in
            let page = try BillingPage.load(reader, money, at: request.time, in: tx)
            let projects = reader.visible.numbers
            return (page, try period.map { try UsageBreakdown.findLatest($0, projects: projects, at: request.time, money, in: tx) })
        }
        return (page, usage, reader)
    }
}
