internal import Core
internal import ProductKit
internal import SQL
internal import Web

enum OverviewRoutes {
    static func register(on routes: Routes<ProductSite>) {
        routes.get("/overview", as: MayView<OverviewArea>.self) { proof, request, site in
            let scope = try await Scope.of(proof.member, site)
            let today = Day.of(request.time)
            let showsMessages = proof.account.mayView(MessagesArea.id)
            let page = try await site.database.read { tx in
                try OverviewPage.load(scope, today: today, showsMessages: showsMessages, in: tx)
            }
            return .page(
                site.shell(proof).page(
                    "Overview", request, lead: scope.chosen.map { "Project \($0.name)" },
                    content: page.content(scope, today: today, showsMessages: showsMessages)))
        }
    }
}
