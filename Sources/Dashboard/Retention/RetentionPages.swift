internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

/// How long the account keeps messages: set by an Administrator with a fresh proof, who sees how many go, and undone within seven days.
enum RetentionPages {
    private static let act = "delete-old-messages"

    static func register(on routes: Routes<ProductSite>) {
        routes.get(RetentionPath.settings, as: MayManage<SettingsArea>.self) { proof, request, site in
            try await page(proof, request, site)
        }
        routes.post(RetentionPath.settings, as: MayManage<SettingsArea>.self, change)
    }

    private static let always = "always"

    private static func page(
        _ proof: MayManage<SettingsArea>, _ request: WebRequest, _ site: ProductSite, _ sent: FormState = FormState()
    ) async throws -> WebResponse {
        // Others change the account's name; what is deleted for good is for those who manage its people too.
        guard proof.account.mayManage(UsersArea.self) else {
            throw Problem(status: 403, code: "administrator-only", title: "retention.left", detail: "retention.left-next")
        }
        let account = proof.account
        let now = request.time
        let text = request.query.text("days")
        let asked = Int(text).flatMap { Retention.choices.contains($0) ? $0 : nil }
        let (retention, count) = try await site.database.readLong { tx -> (Retention?, Int) in
            let projects = try TrafficProject.all(accounts: account.names, in: tx).map(\.number)
            let count = try asked.map { try tx.messageCount(of: projects, before: Day.of(now) - $0) } ?? 0
            return (try tx.retention(of: account.id), count)
        }
        let current = retention?.current(at: now)
        let content: HTML
        if let next = retention?.nextAt, next > now, let days = retention?.next {
            content = pending(days, at: next, request)
        } else if let current, text == always || asked.map({ $0 > current }) == true {
            content = longer(text, request)
        } else if let asked, asked != current {
            content = preview(asked, count: count, request, sent)
        } else {
            content = choose(current)
        }
        return .page(
            site.shell(proof).page(
                "retention.title", request, lead: words(of: current), back: ("settings.title", SettingsPath.settings), content: content),
            showing: sent)
    }

    private static func words(of days: Int?) -> Phrase { days.map { Phrase("retention.keeps", ["count": $0]) } ?? "retention.keeps-all" }

    private static func choose(_ current: Int?) -> HTML {
        let form = FormState().starting(with: [("days", current.map { String($0) } ?? always)])
        let days =
            Retention.choices.map { Choice(String($0), Phrase("retention.days", ["count": $0])) } + [Choice(always, "retention.always")]
        let shorter = Filters(
            RetentionPath.settings, button: "retention.preview", content: Select("days", "retention.keep-for", days, in: form).html)
        return "\(shorter)<p class=\"quiet\">\(words: "retention.what-stays")</p>"
    }

    private static func preview(_ days: Int, count: Int, _ request: WebRequest, _ sent: FormState) -> HTML {
        let fields: HTML = """
            \(Hidden("days", String(days)))\
            \(Buttons("\(Button("retention.set", .danger))\(Button("product.cancel", .secondary, to: RetentionPath.settings))"))
            """
        return Panel(
            danger: true,
            """
            <p><strong>\(words: "retention.would-go", ["count": count, "days": days])</strong></p><p>\(words: "retention.in-seven-days")</p>
            <p class="quiet">\(words: "retention.what-stays")</p>\(Form(RetentionPath.settings, request, sent, content: fields))
            """
        ).html
    }

    /// Nothing goes by it, so it counts at once.
    private static func longer(_ days: String, _ request: WebRequest) -> HTML {
        let fields: HTML = """
            \(Hidden("days", days))\
            \(Buttons("\(Button("retention.keep-longer"))\(Button("product.cancel", .secondary, to: RetentionPath.settings))"))
            """
        return Panel(nil, "<p>\(words: "retention.longer")</p>\(Form(RetentionPath.settings, request, content: fields))").html
    }

    private static func pending(_ days: Int, at time: Timestamp, _ request: WebRequest) -> HTML {
        let undo = Form(RetentionPath.settings, request, content: "\(Hidden("act", "undo"))\(Button("retention.undo", .secondary))")
        let said = Phrase("retention.begins", ["count": days, "day": Phrase.time(time)])
        return Panel(nil, "<p>\(said)</p>\(undo)").html
    }

    @Sendable private static func change(
        _ proof: MayManage<SettingsArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let account = proof.account
        let now = request.time
        let undoes = request.form.text("act") == "undo"
        let text = request.form.text("days")
        let days = Int(text)
        guard undoes || text == always || days.map(Retention.choices.contains) == true else { throw Problem.notFound }
        // The ID decides who may: an Administrator who has just proved who they are. It throws what leads there.
        try await proof.api.call("POST", ManagementPath.confirmations(account.id), ["act": .string(act)])
        let by = proof.member.me.person.named
        try await site.database.write { tx in
            var retention = try tx.retention(of: account.id) ?? Retention(account: account.id, names: account.names)
            let current = retention.current(at: now)
            // What is in force stays until the new one is: nothing goes earlier than it was said.
            retention = Retention(account: account.id, names: account.names, days: current, setBy: by)
            if !undoes {
                let isLonger = days == nil || current.map { ($0 < days ?? $0) } == true
                if isLonger {
                    retention.days = days
                } else {
                    retention.next = days
                    retention.nextAt = now + Retention.grace
                }
            }
            try tx.set(retention)
        }
        return .redirect(RetentionPath.settings, notice: .good(undoes ? "retention.undone" : "retention.was-set"))
    }
}
