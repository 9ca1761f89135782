internal import Core
internal import Language
internal import Web

/// How everybody signs in who opens the account, how long that is good for, from where, and who invites.
enum PolicyPages {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(SettingsPath.policies, as: MayManage<SettingsArea>.self) { proof, request, site in
            try await page(proof, request, site)
        }
        routes.post(SettingsPath.policies, as: MayManage<SettingsArea>.self, change)
    }

    /// For whoever manages the account and its people: that Administrators alone decide it, the page says.
    static func link(_ proof: MayView<SettingsArea>) -> HTML? {
        guard proof.mayManage, proof.account.mayManage(UsersArea.self) else { return nil }
        return Panel(
            "settings.signing-in", lead: "settings.signing-in-lead",
            Button("settings.signing-in-open", .secondary, to: SettingsPath.policies).html
        ).html
    }

    private static func page(
        _ proof: MayManage<SettingsArea>, _ request: WebRequest, _ site: ProductSite, _ sent: FormState? = nil
    ) async throws -> WebResponse {
        let state = try await proof.api.call("GET", ManagementPath.policies(proof.account.id))
        let form = sent ?? FormState().starting(with: filled(state))
        let without = state["without_passkey"]?.integer.map(Int.init) ?? 0
        let ways = [
            Choice("any", "settings.ways-any"), Choice("no-text-messages", "settings.ways-no-text", detail: "settings.ways-no-text-hint"),
            Choice(
                "passkeys", "settings.ways-passkeys",
                detail: without == 0 ? "settings.ways-passkeys-all" : Phrase("settings.ways-passkeys-hint", ["count": without])),
        ]
        let lacking = UserPath.list.query([("second_factor", "no-passkey"), ("status", "active")] + proof.member.place)
        let who: HTML = without == 0 ? "" : "<p><a href=\"\(lacking)\">\(words: "settings.ways-who-has-none")</a></p>"
        let here: Phrase? = state["your_address"]?.string.map { Phrase("settings.networks-here", ["address": $0]) }
        let networks = TextArea(
            "networks", "settings.networks", rows: 3, in: form, hint: .sentences(["settings.networks-hint"] + (here.map { [$0] } ?? [])))
        let invites = Choices("invites", "settings.invites", .many, [Choice("others", "settings.invites-others")], in: form)
        let fresh = Choices(
            "proofs", "settings.proofs", .many, [Choice("fresh", "settings.proofs-fresh", detail: "settings.proofs-hint")], in: form)
        let buttons = Buttons("\(Button("settings.save-policies"))\(Button("product.cancel", .plain, to: SettingsPath.settings))")
        let fields: HTML = """
            \(Choices("ways", "settings.ways", .one, ways, in: form))\(who)\
            \(Select("hours", "settings.hours", hours(form), in: form, hint: "settings.hours-hint"))\(networks)\(invites)\(fresh)\(buttons)
            """
        return .page(
            site.shell(proof.member).page(
                "settings.signing-in", request, lead: "settings.signing-in-binds", back: ("settings.title", SettingsPath.settings),
                content: Panel(nil, Form(SettingsPath.policies, request, form, content: fields).html).html), showing: form)
    }

    private static func filled(_ state: JSON) -> [(String, String)] {
        let networks = (state["networks"]?.array ?? []).compactMap(\.string).joined(separator: "\n")
        return [
            ("ways", state["sign_in"]?.string ?? "any"), ("hours", state["session_hours"]?.integer.map { String($0) } ?? ""),
            ("networks", networks),
        ] + (state["others_invite"]?.bool == true ? [("invites", "others")] : [])
            + (state["fresh_proof"]?.bool == true ? [("proofs", "fresh")] : [])
    }

    /// What people choose, and whatever a program set.
    private static func hours(_ form: FormState) -> [Choice] {
        var known = [1, 8, 12, 24, 72, 168, 336]
        if let set = form.value("hours").flatMap({ Int($0) }), !known.contains(set) { known = (known + [set]).sorted() }
        return [Choice("", "settings.hours-any")] + known.map { Choice(String($0), Phrase("settings.hours-count", ["count": $0])) }
    }

    @Sendable private static func change(
        _ proof: MayManage<SettingsArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let form = request.form
        let networks = form.text("networks").split { $0.isWhitespace || $0 == "," || $0 == ";" }.map { JSON.string(String($0)) }
        let order: JSON = [
            "sign_in": .string(form.text("ways")), "session_hours": .int(Int(form.text("hours"))), "networks": .array(networks),
            "others_invite": .bool(form.all("invites").contains("others")), "fresh_proof": .bool(form.all("proofs").contains("fresh")),
        ]
        do { try await proof.api.call("PUT", ManagementPath.policies(proof.account.id), order) } catch let problem as Problem
            where problem.isForTheReader
        {
            return try await page(proof, request, site, FormState(form, problem, status: problem.status))
        }
        return .redirect(SettingsPath.policies, notice: .good("settings.policies-saved"))
    }
}
