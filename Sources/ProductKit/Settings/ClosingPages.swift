internal import Core
internal import Language
internal import Web

/// The end of the account in this product: what it means, when it comes, what is taken along, and how the account is kept after all.
enum ClosingPages {
    static func register(on routes: Routes<ProductSite>) {
        routes.get(SettingsPath.closing, as: MayManage<SettingsArea>.self) { proof, request, site in
            try await page(proof, request, site)
        }
        routes.post(SettingsPath.closing, as: MayManage<SettingsArea>.self, begin)
        routes.post(SettingsPath.keeping, as: MayManage<SettingsArea>.self) { proof, _, _ in
            try await proof.api.call("DELETE", ManagementPath.closing(proof.account.id))
            return .redirect(SettingsPath.settings, notice: .good(Phrase("settings.kept", ["account": proof.account.name])))
        }
        routes.get(SettingsPath.export, as: MayManage<SettingsArea>.self) { proof, _, _ in
            let account = try await proof.api.call("GET", ManagementPath.export(proof.account.id))
            return .file(account.bytes, type: "application/json", name: "account.json")
        }
    }

    /// For whoever manages the account and its people: that Administrators alone decide it, the page says.
    static func link(_ proof: MayView<SettingsArea>) -> HTML? {
        guard proof.mayManage, proof.account.mayManage(UsersArea.self) else { return nil }
        return Panel(
            Phrase("settings.close", ["account": proof.account.name]), lead: "settings.close-lead", danger: true,
            Button("settings.close-open", .danger, to: SettingsPath.closing).html
        ).html
    }

    private static func page(
        _ proof: MayManage<SettingsArea>, _ request: WebRequest, _ site: ProductSite, _ form: FormState = FormState()
    ) async throws -> WebResponse {
        let state = try await proof.api.call("GET", ManagementPath.closing(proof.account.id))
        let closesAt = state["closes_at"]?.string.flatMap { Timestamp(rfc3339: $0) }
        let export = Panel(
            "settings.export", lead: "settings.export-lead", Button("settings.export-download", .secondary, to: SettingsPath.export).html)
        let act = closesAt.map { keep($0, state, proof, request) } ?? close(proof, request, site, form)
        return .page(
            site.shell(proof.member).page(
                Phrase("settings.close", ["account": proof.account.name]), request, back: ("settings.title", SettingsPath.settings),
                content: "\(export)\(act)"), showing: form)
    }

    private static func close(
        _ proof: MayManage<SettingsArea>, _ request: WebRequest, _ site: ProductSite, _ form: FormState
    ) -> Panel {
        let account = proof.account.name
        let field = TextField("name", Phrase("product.type-to-confirm", ["name": account]), in: form)
        let buttons = Buttons(
            "\(Button("settings.close-confirm", .danger))\(Button("product.cancel", .plain, to: SettingsPath.settings))")
        return Panel(
            danger: true,
            """
            <p>\(words: "settings.closing", ["product": site.brand.name, "account": account])</p>
            \(Form(SettingsPath.closing, request, form, content: "\(field)\(buttons)"))
            """)
    }

    private static func keep(_ day: Timestamp, _ state: JSON, _ proof: MayManage<SettingsArea>, _ request: WebRequest) -> Panel {
        let who = state["requested_by"]?["name"]?.string ?? state["requested_by"]?["email"]?.string ?? ""
        let facts: KeyValuePairs<String, any PhraseArgument> = ["person": who, "day": Phrase.day(day), "account": proof.account.name]
        return Panel(
            "settings.closes",
            """
            <p>\(words: "settings.closes-on", facts)</p>
            \(Form(SettingsPath.keeping, request, content: Buttons("\(Button("settings.keep"))").html))
            """)
    }

    @Sendable private static func begin(_ proof: MayManage<SettingsArea>, _ request: WebRequest, _ site: ProductSite) async throws
        -> WebResponse
    {
        guard proof.account.name.isTyped(as: request.form.text("name")) else {
            let message = Phrase("settings.type-name", ["account": proof.account.name])
            return try await page(proof, request, site, FormState(request.form, "name", message))
        }
        try await proof.api.call("POST", ManagementPath.closing(proof.account.id))
        return .redirect(SettingsPath.closing)
    }
}
