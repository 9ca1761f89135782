internal import Core
internal import Language
internal import Web

/// Whether the account asks everybody for two factors: who would be shut out is shown before it is switched on.
enum TwoFactorPages {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(SettingsPath.twoFactors, as: MayManage<SettingsArea>.self) { proof, request, site in
            try await page(proof, request, site)
        }
        routes.post(SettingsPath.twoFactors, as: MayManage<SettingsArea>.self, change)
    }

    /// For whoever manages the account and its people: that Administrators alone decide it, the page says.
    static func link(_ proof: MayView<SettingsArea>) -> HTML? {
        guard proof.mayManage, proof.account.mayManage(UsersArea.self) else { return nil }
        return Panel(
            "settings.two-factors", lead: "settings.two-factors-lead",
            Button("settings.two-factors-open", .secondary, to: SettingsPath.twoFactors).html
        ).html
    }

    private static func page(
        _ proof: MayManage<SettingsArea>, _ request: WebRequest, _ site: ProductSite, _ form: FormState = FormState()
    ) async throws -> WebResponse {
        let state = try await proof.api.call("GET", ManagementPath.twoFactors(proof.account.id))
        let isRequired = state["required"]?.bool ?? false
        let from = state["from"]?.string.flatMap { Timestamp(rfc3339: $0) }
        let day = TextField("from", "settings.two-factors-from", .date, in: form, hint: "settings.two-factors-from-hint", optional: true)
        let buttons = Buttons("\(Button("settings.two-factors-ask"))\(Button("product.cancel", .plain, to: SettingsPath.settings))")
        let ask = Form(SettingsPath.twoFactors, request, form, content: "\(Hidden("required", "yes"))\(day)\(buttons)")
        let stop = Form(
            SettingsPath.twoFactors, request, content: "\(Hidden("required", "no"))\(Button("settings.two-factors-stop", .secondary))")
        return .page(
            site.shell(proof.member).page(
                "settings.two-factors", request, lead: standing(isRequired, from), back: ("settings.title", SettingsPath.settings),
                content: "\(without(state))\(Panel(nil, isRequired ? stop.html : ask.html))"), showing: form)
    }

    private static func standing(_ isRequired: Bool, _ from: Timestamp?) -> Phrase {
        guard isRequired else { return "settings.two-factors-optional" }
        return from.map { Phrase("settings.two-factors-required-from", ["day": Phrase.day($0)]) } ?? "settings.two-factors-required"
    }

    private static func without(_ state: JSON) -> HTML {
        let count = state["without"]?.integer.map(Int.init) ?? 0
        let people = state["members"]?.array ?? []
        let names = people.map { $0["name"]?.string ?? $0["email"]?.string ?? "" }
        let list = HTML.join(names.map { "<li>\($0)</li>" })
        let all: HTML? = (count > names.count ? UserPath.list.query([("second_factor", "no")]) : nil).map { path in
            "<p><a href=\"\(path)\">\(words: "settings.two-factors-all")</a></p>"
        }
        guard count > 0 else { return Panel("settings.two-factors-none-without", "").html }
        let title = Phrase("settings.two-factors-without", ["count": count])
        return Panel(title, lead: "settings.two-factors-without-lead", "<ul>\(list)</ul>\(all)").html
    }

    @Sendable private static func change(
        _ proof: MayManage<SettingsArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let isRequired = request.form.text("required") == "yes"
        let written = request.form.text("from")
        let from = written.isEmpty ? nil : request.reader.zone.start(of: written)
        guard written.isEmpty || from != nil else {
            return try await page(proof, request, site, FormState(request.form, "from", "users.choose-day"))
        }
        do {
            try await proof.api.call(
                "PUT", ManagementPath.twoFactors(proof.account.id), ["required": .bool(isRequired), "from": .text(from?.rfc3339)])
        } catch let problem as Problem where problem.isForTheReader {
            return try await page(proof, request, site, FormState(request.form, problem, status: problem.status))
        }
        let outcome: Phrase = isRequired ? "settings.two-factors-asked" : "settings.two-factors-stopped"
        return .redirect(SettingsPath.twoFactors, notice: .good(outcome))
    }
}
