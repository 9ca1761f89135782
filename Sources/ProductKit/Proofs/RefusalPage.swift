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
        let asked = member.me.refusal?.request
        let mayAsk = asked.map { $0.repeatableAt <= request.time } ?? true
        let askAgain = Phrase(asked == nil ? "product.ask" : "product.ask-again", ["area": title])
        let button: HTML? = mayAsk ? Button(askAgain).html : nil
        let buttons = Buttons(
            """
            \(button)\
            \(Button("problem.to-the-start", .secondary, to: CommonPath.home))
            """)
        let ask: HTML =
            mayAsk ? Form(ShellPath.accessRequests, request, content: "\(Hidden("area", need.area))\(buttons)").html : buttons.html
        return .page(
            site.shell(member.session, member.me).page(
                Phrase(need.manage ? "product.area-not-changed" : "product.area-not-opened", ["area": title]), request,
                content: """
                    <div class="prose">
                    <p>\(role(member.account)) \
                    \(why(title, need, roles: member.me.refusal?.needed ?? []))</p>
                    \(who)\(asked.map { state(of: $0, title, mayAsk: mayAsk) })\(ask)
                    <p class="reference">\(words: "problem.reference") <code>\(request.id)</code></p>
                    </div>
                    """), status: 403)
    }

    /// That they asked, and what was answered.
    private static func state(of request: OwnRequest, _ title: Phrase, mayAsk: Bool) -> HTML {
        let again: [Phrase] = mayAsk ? [] : [Phrase("product.may-ask-again", ["time": request.repeatableAt])]
        guard let denial = request.denial else {
            return Notice.info(.sentences([Phrase("product.you-asked", ["time": request.askedAt])] + again)).html
        }
        let by: Phrase = denial.by.map { .text($0) } ?? "product.somebody"
        let answer = Phrase("product.was-denied", ["by": by, "time": denial.at, "area": title])
        let note: HTML? = denial.note.map { "<blockquote>\($0)</blockquote>" }
        return "\(Notice.info(.sentences([answer] + again)))\(note)"
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
