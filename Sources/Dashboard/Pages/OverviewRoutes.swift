internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

enum OverviewRoutes {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(OverviewPath.overview, as: MayView<OverviewArea>.self) { proof, request, site in
            let showsMessages = proof.account.mayView(MessagesArea.self)
            let account = showsMessages ? proof.account.narrowed(to: MessagesArea.self) : proof.account
            let visible = try await VisibleProjects.of(proof.member, in: account, site)
            var billing: BillingReader?
            if proof.account.mayView(BillingArea.self) {
                let narrowed = proof.account.narrowed(to: BillingArea.self)
                billing = BillingReader(account: narrowed, visible: try await VisibleProjects.of(proof.member, in: narrowed, site))
            }
            let reader = billing
            let today = Day.of(request.time)
            let preset = request.query["time"].flatMap(TimePreset.init)
            var page = try await site.database.read { tx in
                try OverviewPage.load(
                    visible, reader, preset, today: today, showsMessages: showsMessages, in: tx)
            }
            if page.figures == nil { page.firstSteps = try await FirstSteps.find(proof.member, visible, site) }
            return .page(
                site.shell(proof).page(
                    "overview.title", request, lead: visible.lead,
                    content: page.content(visible, reader, today: today, showsMessages: showsMessages)))
        }
    }
}
