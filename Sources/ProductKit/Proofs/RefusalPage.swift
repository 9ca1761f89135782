internal import Core
internal import Web

/// The page for a member who is refused: their role, what the page needs, who can change that, and a button to ask those people.
enum RefusalPage {
    private static let mostNames = 5

    static func response(_ need: AreaNeed, _ member: InAccount, _ request: WebRequest, _ site: ProductSite) -> WebResponse {
        let title = site.areas.first { $0.id == need.area }?.title ?? need.area
        let holders = member.me.refusal?.holders ?? []
        let more = holders.count - mostNames
        let people = holders.prefix(mostNames).map { "<li>\($0)</li>" as HTML } + (more > 0 ? ["<li>and \(more) more</li>"] : [])
        let who: HTML =
            people.isEmpty
            ? "<p>An administrator of \(member.account.name) can change that.</p>"
            : "<p>These people in \(member.account.name) can change that:</p><ul>\(people)</ul>"
        let ask = Form(
            ShellPath.accessRequests, request,
            content:
                "\(Hidden("area", need.area))\(Buttons("\(Button("Ask them for \(title)"))\(Button("Go to the start", .secondary, to: CommonPath.home))"))"
        )
        return .page(
            site.shell(member.session, member.me).page(
                need.manage ? "Your role does not change \(title)" : "Your role does not open \(title)", request,
                content: """
                    <div class="prose">
                    <p>Your role in \(member.account.name) is <strong>\(member.account.role.name)</strong>. \
                    \(why(title, need, roles: member.me.refusal?.needed ?? []))</p>
                    \(who)\(ask)
                    <p class="reference">Reference <code>\(request.id)</code></p>
                    </div>
                    """), status: 403)
    }

    private static func why(_ title: String, _ need: AreaNeed, roles: [String]) -> String {
        if need.manage { return "To change something here, a role needs the right to manage \(title)." }
        guard !roles.isEmpty else { return "To open this page, a role needs \(title)." }
        return "This page needs \(title), which \(PageText.list(roles)) \(roles.count == 1 ? "has" : "have")."
    }
}
