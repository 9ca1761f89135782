internal import Core
internal import Language
internal import Web

/// Whom to look at from time to time. They are left as they are, which is noted, or suspended or removed as from the list of people.
enum ReviewPages {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(UserPath.review, as: MayManage<UsersArea>.self) { proof, request, site in try await page(proof, request, site) }
        routes.post(UserPath.review, as: MayManage<UsersArea>.self, act)
    }

    private static func page(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws -> WebResponse {
        let answer = try await proof.api.call("GET", ManagementPath.reviews(proof.account.id))
        let findings = try (answer["findings"]?.array ?? []).map { try panel($0, proof, request) }
        let empty = EmptyState("users.nothing-to-review", "users.nothing-to-review-next", icon: .people).html
        let shown = findings.compactMap(\.self)
        return .page(
            site.shell(proof).page(
                "users.title", request, lead: "users.review-lead",
                content: "\(UsersPages.tabs("review"))\(shown.isEmpty ? empty : HTML.join(shown))"))
    }

    /// nil where nobody was found.
    private static func panel(_ finding: JSON, _ proof: MayManage<UsersArea>, _ request: WebRequest) throws -> HTML? {
        let members = try (finding["members"]?.array ?? []).map(Member.init)
        guard let kind = finding["finding"]?.string, !members.isEmpty else { return nil }
        let count = finding["count"]?.integer.map(Int.init) ?? members.count
        let rows = members.map { member -> [HTML] in
            let isSelf = member.id == proof.account.member
            let box: HTML =
                isSelf
                ? ""
                : """
                <label class="pick"><input type="checkbox" name="member" value="\(member.id)" checked>\
                <span class="hidden">\(words: "users.choose-person", ["name": member.name])</span></label>
                """
            let name: HTML = "<a href=\"\(UserPath.member(member.id))\">\(member.name)</a>"
            let own: HTML? = isSelf ? " \(words: "users.you")" : nil
            let email: HTML = member.name == member.email ? "" : "<small>\(PageText.breakable(member.email))</small>"
            let lastSignIn = PageText.time(rfc3339: member.lastSignIn) ?? "<span class=\"quiet\">\(words: "users.not-yet")</span>"
            return ["<div class=\"who\">\(box)<div>\(name)\(own)\(email)</div></div>", GrantText.roles(member), lastSignIn]
        }
        let title = title(kind, count)
        let table = Table(title, [.init("users.name"), .init("users.role"), .init("users.last-sign-in")], rows: rows)
        let acts = [
            Choice("keep", "users.keep-as-is"), Choice(SelectionAct.suspend.rawValue, SelectionAct.suspend.title),
            Choice(SelectionAct.remove.rawValue, SelectionAct.remove.title),
        ]
        let fields: HTML = """
            <div class="acts">\(Select("act", "users.with-chosen", acts))\(Buttons("\(Button("users.go-on", .secondary))"))</div>
            """
        let more: HTML? = count > members.count ? "<p>\(words: "users.review-more", ["count": count - members.count])</p>" : nil
        let form = Form(UserPath.review, request, content: "\(Hidden("finding", kind))\(table)\(more)\(fields)")
        return Panel(title, lead: lead(kind), form.html).html
    }

    private static func title(_ kind: String, _ count: Int) -> Phrase {
        switch kind {
        case "idle": Phrase("users.found-idle", ["count": count])
        case "administrator-with-one-factor": Phrase("users.found-one-factor", ["count": count])
        default: Phrase("users.found-without-role", ["count": count])
        }
    }

    private static func lead(_ kind: String) -> Phrase {
        switch kind {
        case "idle": "users.found-idle-lead"
        case "administrator-with-one-factor": "users.found-one-factor-lead"
        default: "users.found-without-role-lead"
        }
    }

    @Sendable private static func act(_ proof: MayManage<UsersArea>, _ request: WebRequest, _ site: ProductSite) async throws -> WebResponse
    {
        let members = request.form.all("member")
        guard !members.isEmpty else { return .redirect(UserPath.review, notice: .bad("users.choose-people")) }
        if let act = SelectionAct(rawValue: request.form.text("act")), act.givesNothing {
            return try await Selection(members: members, act: act, back: UserPath.review).preview(proof, request, site)
        }
        let order: JSON = ["finding": .string(request.form.text("finding")), "members": .array(members.map { .string($0) })]
        do { try await proof.api.call("POST", ManagementPath.reviews(proof.account.id), order) } catch let problem as Problem
            where problem.isForTheReader
        {
            return .redirect(UserPath.review, notice: .bad(problem.words))
        }
        return .redirect(UserPath.review, notice: .good(Phrase("users.kept-as-is", ["count": members.count])))
    }
}
