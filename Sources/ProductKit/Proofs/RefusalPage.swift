internal import Core
internal import Language
internal import Web

/// The page for a member who is refused: their role, what the page needs, who can change that, and a button to ask those people.
enum RefusalPage {
    private static let mostNames = 5

    static func response(_ need: AreaNeed, _ member: InAccount, _ request: WebRequest, _ site: ProductSite) -> WebResponse {
        let title = site.areas.first { $0.id == need.area }?.title ?? .text(need.area)
        let holders = member.me.refusal?.holders ?? []
        let more = holders.count - mostNames
        let people = holders.prefix(mostNames).map { "<li>\($0)</li>" as HTML }
        let rest: HTML = more > 0 ? "<li>\(words: "product.and-more", ["count": more])</li>" : ""
        let account = member.account.name
        let who: HTML =
            people.isEmpty
            ? "<p>\(words: "product.administrator-can-change", ["account": account])</p>"
            : "<p>\(words: "product.who-can-change", ["account": account])</p><ul>\(people)\(rest)</ul>"
        let buttons = Buttons(
            """
            \(Button(Phrase("product.ask", ["area": title])))\
            \(Button("problem.to-the-start", .secondary, to: CommonPath.home))
            """)
        let ask = Form(ShellPath.accessRequests, request, content: "\(Hidden("area", need.area))\(buttons)")
        return .page(
            site.shell(member.session, member.me).page(
                Phrase(need.manage ? "product.area-not-changed" : "product.area-not-opened", ["area": title]), request,
                content: """
                    <div class="prose">
                    <p>\(role(member.account)) \
                    \(why(title, need, roles: member.me.refusal?.needed ?? []))</p>
                    \(who)\(ask)
                    <p class="reference">\(words: "problem.reference") <code>\(request.id)</code></p>
                    </div>
                    """), status: 403)
    }

    private static func role(_ account: Me.Account) -> HTML {
        account.roles.isEmpty
            ? "\(words: "product.your-role-none", ["account": account.name])"
            : "\(words: "product.your-role", ["account": account.name, "role": account.roles.title, "count": account.roles.count])"
    }

    private static func why(_ title: Phrase, _ need: AreaNeed, roles: [Phrase]) -> Phrase {
        if need.manage { return Phrase("product.needs-right", ["area": title]) }
        guard !roles.isEmpty else { return Phrase("product.needs-area", ["area": title]) }
        return Phrase("product.needed-by", ["area": title, "roles": Phrase.all(roles), "count": roles.count])
    }
}
