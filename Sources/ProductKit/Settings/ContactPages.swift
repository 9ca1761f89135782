internal import Core
internal import Language
internal import Web

/// Where the account is reached, and how people of it read who chose nothing themselves. The ID keeps both: every product shows the same.
enum ContactPages {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(SettingsPath.contacts, as: MayView<SettingsArea>.self) { proof, request, site in try await page(proof, request, site) }
        routes.post(SettingsPath.contacts, as: MayManage<SettingsArea>.self, changeContacts)
        routes.post(SettingsPath.reading, as: MayManage<SettingsArea>.self, changeReading)
    }

    static func link(_ proof: MayView<SettingsArea>) -> HTML {
        Panel(
            "contacts.title", lead: "contacts.lead",
            Button(proof.mayManage ? "contacts.open" : "contacts.show", .secondary, to: SettingsPath.contacts).html
        ).html
    }

    private static let kinds: [(name: String, title: Phrase, hint: Phrase)] = [
        ("technical", "contacts.technical", "contacts.technical-hint"), ("billing", "contacts.billing", "contacts.billing-hint"),
        ("security", "contacts.security", "contacts.security-hint"),
    ]

    private static func page(
        _ proof: MayView<SettingsArea>, _ request: WebRequest, _ site: ProductSite, contacts: FormState? = nil, reading: FormState? = nil
    ) async throws -> WebResponse {
        let account = try await proof.api.call("GET", ManagementPath.account(proof.account.id))
        let known = kinds.map { ($0.name, account["contacts"]?[$0.name]?.string ?? "") }
        let read = ["locale", "zoneinfo"].map { ($0, account[$0]?.string ?? "") }
        let content: HTML =
            proof.mayManage
            ? """
            \(Panel("contacts.contacts", contactForm(contacts ?? FormState().starting(with: known), request)))
            \(Panel("contacts.reading", lead: "contacts.reading-lead", readingForm(reading ?? FormState().starting(with: read), request)))
            """
            : Panel("contacts.title", Definitions(zip(kinds, known).map { ($0.title, shown($1.1)) } + readingFacts(proof)).html).html
        return .page(
            site.shell(proof).page(
                "contacts.title", request, lead: Phrase("contacts.lead-of", ["account": proof.account.name]),
                back: ("settings.title", SettingsPath.settings), content: content), showing: contacts ?? reading ?? FormState())
    }

    private static func shown(_ address: String) -> HTML { address.isEmpty ? "\(words: "contacts.none")" : PageText.breakable(address) }

    private static func readingFacts(_ proof: MayView<SettingsArea>) -> [(Phrase, HTML)] {
        [
            ("contacts.language", proof.account.language.map { HTML(text: $0.ownName) } ?? "\(words: "contacts.own-language")"),
            ("contacts.zone", HTML(text: proof.account.zone?.name ?? Zone.utc.name)),
        ]
    }

    private static func contactForm(_ form: FormState, _ request: WebRequest) -> HTML {
        let fields = kinds.map { TextField($0.name, $0.title, .email, in: form, hint: $0.hint, optional: true).html }
        return Form(SettingsPath.contacts, request, form, content: "\(HTML.join(fields))\(Buttons("\(Button("contacts.save"))"))").html
    }

    private static func readingForm(_ form: FormState, _ request: WebRequest) -> HTML {
        let languages = [Choice("", "contacts.own-language")] + Language.allCases.map { Choice($0.rawValue, .text($0.ownName)) }
        let zones = [Choice("", .text(Zone.utc.name))] + Zone.names.dropFirst().map { Choice($0, .text($0.replacing("_", with: " "))) }
        return Form(
            SettingsPath.reading, request, form,
            content: """
                \(Select("locale", "contacts.language", languages, in: form))\(Select("zoneinfo", "contacts.zone", zones, in: form))\
                \(Buttons("\(Button("contacts.save-reading", .secondary))"))
                """
        ).html
    }

    @Sendable private static func changeContacts(
        _ proof: MayManage<SettingsArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        let given = kinds.map { kind -> (String, JSON) in
            let text = request.form.text(kind.name)
            return (kind.name, text.isEmpty ? .null : .string(text))
        }
        // The ID says it in the words of its API.
        let wrong = given.filter { $0.1.string.map { EmailAddress($0) == nil } ?? false }
        guard wrong.isEmpty else {
            let errors = wrong.map { FieldError($0.0, "contacts.enter-address") }
            return try await page(MayView(proof), request, site, contacts: FormState(request.form, errors))
        }
        return try await change(["contacts": .object(given)], "contacts.saved", proof, request, site)
    }

    @Sendable private static func changeReading(
        _ proof: MayManage<SettingsArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        func chosen(_ name: String) -> JSON { request.form.text(name).isEmpty ? .null : .string(request.form.text(name)) }
        return try await change(
            ["locale": chosen("locale"), "zoneinfo": chosen("zoneinfo")], "contacts.reading-saved", proof, request, site)
    }

    private static func change(
        _ order: JSON, _ done: Phrase, _ proof: MayManage<SettingsArea>, _ request: WebRequest, _ site: ProductSite
    ) async throws -> WebResponse {
        do { try await proof.api.call("PATCH", ManagementPath.account(proof.account.id), order) } catch let problem as Problem
            where problem.isForTheReader
        {
            return try await page(MayView(proof), request, site, contacts: FormState(request.form, problem))
        }
        return .redirect(SettingsPath.contacts, notice: .good(done))
    }
}
