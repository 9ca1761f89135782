internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Web

/// Where more fails than is usual, now and in the last 90 days; and whether one wants to be told.
enum DropPages {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(DropPath.list, as: MayView<MessagesArea>.self, list)
        routes.post(DropPath.list, as: MayView<MessagesArea>.self, change)
    }

    @Sendable private static func list(
        _ proof: MayView<MessagesArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let visible = try await VisibleProjects.of(proof.member, site)
        let now = request.time
        let account = proof.account.id
        let own = proof.member.me.person.id
        let (drops, isTold) = try await site.database.read { tx in
            (
                try Drop.find(projects: visible.numbers, since: now - Drop.kept, in: tx),
                try DropReaders.contains(own, account, in: tx)
            )
        }
        let view = DropView(visible: visible)
        return .page(
            site.shell(proof).page(
                "drops.title", request, lead: visible.lead, back: ("messages.title", MessagePath.list),
                content:
                    "\(view.now(drops.filter { $0.endedAt == nil }))\(told(isTold, request))\(view.past(drops.filter { $0.endedAt != nil }))"
            ))
    }

    private static func told(_ isTold: Bool, _ request: WebRequest) -> HTML {
        let button: HTML = """
            \(Hidden("act", isTold ? "leave" : "join"))\(Button(isTold ? "drops.stop-telling" : "drops.tell-me", .secondary))
            """
        return Panel(
            "drops.by-mail",
            "<p>\(words: isTold ? "drops.you-are-told" : "drops.you-are-not-told")</p>\(Form(DropPath.list, request, content: button))"
        ).html
    }

    @Sendable private static func change(
        _ proof: MayView<MessagesArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let account = proof.account
        let own = proof.member.me.person.id
        let joins = request.form.text("act") == "join"
        try await site.database.write { tx in
            guard joins else { return try DropReaders.remove(own, account.id, in: tx) }
            try DropReaders.add(own, account.id, names: account.names, in: tx)
        }
        return .redirect(DropPath.list, notice: .good(joins ? "drops.told-now" : "drops.told-no-more"))
    }
}
