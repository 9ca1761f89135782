internal import Core
internal import Language
internal import Web

/// The move of old sign-ins to the ID: the reader's own, which may be put off once, and for administrators that of the account's people.
enum MovePages {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(SettingsPath.move, as: InAccount.self) { member, request, site in try await page(member, request, site) }
        routes.post(SettingsPath.move, as: MayManage<SettingsArea>.self, ask)
        routes.post(SettingsPath.moveWait, as: InAccount.self, wait)
    }

    /// For whoever manages the account and its people: that Administrators alone ask for another day, the page says.
    static func link(_ proof: MayView<SettingsArea>) -> HTML? {
        guard proof.mayManage, proof.account.mayManage(UsersArea.self) else { return nil }
        return Panel(
            "settings.move", lead: "settings.move-lead", Button("settings.move-open", .secondary, to: SettingsPath.move).html
        ).html
    }

    private static func page(
        _ member: InAccount, _ request: WebRequest, _ site: ProductSite, _ form: FormState = FormState()
    ) async throws -> WebResponse {
        let own = member.me.move.map { ownMove($0, request, site) }
        let manages = member.account.mayManage(SettingsArea.self) && member.account.mayManage(UsersArea.self)
        var accounts: HTML?
        if manages {
            do {
                let state = try await member.api.call("GET", ManagementPath.accountMove(member.account.id))
                accounts = accountMove(state, member, request, form)
            } catch let problem as Problem where problem.status == 403 {
                // A role of the account's own may manage both and is none of its administrators.
                accounts = nil
            }
        }
        let nothing = EmptyState("settings.move-none", "settings.move-none-next", icon: .check).html
        let content = [own, accounts].compactMap(\.self)
        return .page(
            site.shell(member).page(
                "settings.move", request, lead: "settings.move-what", back: ("settings.title", SettingsPath.settings),
                content: content.isEmpty ? nothing : HTML.join(content)), showing: form)
    }

    private static func ownMove(_ move: Me.Move, _ request: WebRequest, _ site: ProductSite) -> HTML {
        let day = Phrase.day(move.at)
        let notNow: HTML =
            move.mayWait
            ? """
            <p>\(words: "settings.move-may-wait")</p>\
            \(Form(SettingsPath.moveWait, request, content: "\(Button("settings.move-not-now", .secondary))"))
            """ : ""
        return Panel(
            "settings.move-yours", lead: Phrase("settings.move-yours-lead", ["product": site.brand.name, "day": day]),
            "<p>\(words: "settings.move-stays")</p>\(notNow)"
        ).html
    }

    private static func accountMove(_ state: JSON, _ member: InAccount, _ request: WebRequest, _ form: FormState) -> HTML? {
        guard state["moves"]?.bool == true else { return nil }
        let people = state["people"]?.integer.map(Int.init) ?? 0
        let inside = state["inside"]?.integer.map(Int.init) ?? 0
        let coming = (state["coming"]?.array ?? []).compactMap { entry -> HTML? in
            guard let at = entry["at"]?.string.flatMap({ Timestamp(rfc3339: $0) }), let count = entry["people"]?.integer.map(Int.init)
            else {
                return nil
            }
            return at <= request.time
                ? "<div>\(words: "settings.move-coming-now", ["count": count])</div>"
                : "<div>\(words: "settings.move-coming", ["count": count, "day": Phrase.day(at)])</div>"
        }
        var facts: [(Phrase, HTML)] = [
            ("settings.move-inside", "\(words: "settings.move-of", ["inside": inside, "people": people])"),
            ("settings.move-next", coming.isEmpty ? "\(words: "settings.move-undecided")" : HTML.join(coming)),
        ]
        if let agreed = state["agreed"]?.string.flatMap({ Timestamp(rfc3339: $0) }) {
            facts.append(("settings.move-agreed", "\(Phrase.day(agreed))"))
        }
        if let asked = state["asked"], let day = asked["day"]?.string.flatMap({ Timestamp(rfc3339: $0) }) {
            let isOther = state["agreed"]?.string != asked["day"]?.string
            facts.append(("settings.move-asked", "\(answer(asked["answer"]?.string, Phrase.day(day), isOther: isOther))"))
        }
        let title = Phrase("settings.move-account", ["account": member.account.name])
        let fields: HTML = """
            \(TextField("day", "settings.move-day", .date, in: form, hint: "settings.move-day-hint"))\
            \(TextArea("note", "settings.move-note", rows: 3, in: form, hint: "settings.move-note-hint", optional: true))\
            \(Button("settings.move-ask"))
            """
        let ask: HTML? = inside < people ? Form(SettingsPath.move, request, form, content: fields).html : nil
        return "\(Panel(title, Definitions(facts).html))\(ask.map { Panel("settings.move-other-day", lead: "settings.move-decides", $0) })"
    }

    private static func answer(_ answer: String?, _ day: Phrase, isOther: Bool) -> Phrase {
        switch answer {
        case "agreed" where isOther: Phrase("settings.move-was-another", ["day": day])
        case "agreed": Phrase("settings.move-was-agreed", ["day": day])
        case "declined": Phrase("settings.move-was-declined", ["day": day])
        default: Phrase("settings.move-waits", ["day": day])
        }
    }

    @Sendable private static func ask(
        _ proof: MayManage<SettingsArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let form = request.form
        let note = form.text("note")
        guard let day = request.reader.zone.start(of: form.text("day")) else {
            return try await page(proof.member, request, site, FormState(form, "day", "settings.move-no-day"))
        }
        do {
            try await proof.api.call(
                "PUT", ManagementPath.accountMove(proof.account.id),
                ["day": .string(day.rfc3339), "note": note.isEmpty ? .null : .string(note)])
        } catch let problem as Problem where problem.isForTheReader && problem.status != 403 {
            return try await page(proof.member, request, site, FormState(form, problem, status: problem.status))
        }
        return .redirect(SettingsPath.move, notice: .good("settings.move-sent"))
    }

    @Sendable private static func wait(_ member: InAccount, _ request: WebRequest, _ site: ProductSite) async throws -> WebResponse {
        do {
            let answer = try await member.api.call("POST", ManagementPath.moveWait)
            let until = answer["until"]?.string.flatMap { Timestamp(rfc3339: $0) }
            return .redirect(
                CommonPath.home, notice: until.map { .good(Phrase("settings.move-put-off", ["day": Phrase.day($0)])) })
        } catch let problem as Problem where problem.isForTheReader {
            return .redirect(SettingsPath.move, notice: .warning(problem.title))
        }
    }
}
