internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// The person's passkeys and security keys: a list, and the ways to add, rename and remove one.
enum PasskeysPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(PasskeyPath.list, as: FreshlyProved.self, show)
        routes.post(PasskeyPath.addition, as: FreshlyProved.self, add)
        routes.post(PasskeyPath.name, as: FreshlyProved.self, rename)
        routes.get(PasskeyPath.removal, as: FreshlyProved.self, confirm)
        routes.post(PasskeyPath.removal, as: FreshlyProved.self, remove)
    }

    @Sendable static func show(_ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let registration = try await PasskeyRegistration(proof.signedIn, request, site)
        let signal = site.steps.passkeys.relyingParty.map {
            PasskeySignal.known(registration.keys, of: proof.signedIn.person, address: registration.address, relyingParty: $0)
        }
        let content: HTML = """
            \(list(registration.keys, request))\(try additions(registration, site))\(signal)
            """
        return .page(
            site.shell(proof.signedIn, address: nil).page(
                "passkey.title", request, lead: "passkey.lead", back: ("security.title", SecurityPath.ways), content: content))
    }

    private static func list(_ keys: [Passkey], _ request: WebRequest) -> HTML {
        guard !keys.isEmpty else { return EmptyState("passkey.none", "passkey.none-next", icon: .key).html }
        let rows = keys.map { key -> [HTML] in
            let last: HTML = key.lastUsedAt.map { PageText.time($0) } ?? "\(words: "passkey.never-used")"
            let name = Form(
                PasskeyPath.name(key.id), request, inline: true,
                content: """
                    <label class="hidden" for="field-name-\(key.id)">\(words: "passkey.name-of", ["name": key.name])</label>\
                    <input id="field-name-\(key.id)" name="name" value="\(key.name)" maxlength="\(Passkey.longestName)" required>\
                    \(Button("passkey.rename", .plain))
                    """)
            return [
                "\(name)", "\(kind(key))", PageText.date(key.createdAt), last,
                """
                <a href="\(PasskeyPath.removal(key.id))">\(words: "passkey.remove")<span class="hidden"> \(key.name)</span></a>
                """,
            ]
        }
        let columns: [Table.Column] = [
            .init("passkey.name", .name), .init("passkey.kind"), .init("passkey.added"), .init("passkey.last-used"),
            .init("passkey.actions", .actions),
        ]
        return Table("passkey.caption", columns, rows: rows).html
    }

    /// What it is, and where it lives.
    private static func kind(_ key: Passkey) -> Phrase {
        switch (key.kind, key.isBackedUp) {
        case (.passkey, true): "passkey.kind-synced"
        case (.passkey, false): "passkey.kind-device"
        case (.securityKey, _):
            key.setBy == .import ? Phrase("passkey.kind-old", ["domain": key.relyingParty]) : "passkey.kind-security-key"
        }
    }

    private static func additions(_ registration: PasskeyRegistration, _ site: IDSite) throws -> HTML {
        guard let party = site.steps.passkeys.relyingParty else { return "<p>\(words: "passkey.no-domain")</p>" }
        let forms = try Passkey.Kind.allCases.map { kind -> HTML in
            let (button, note): (Phrase, Phrase) =
                kind == .passkey ? ("passkey.add", "passkey.add-lead") : ("passkey.add-security-key", "passkey.add-security-key-lead")
            return try registration.form(
                kind, relyingParty: party, content: "<p>\(note)</p>\(Button(button, kind == .passkey ? .primary : .secondary))"
            ).html
        }
        return """
            <noscript><p>\(words: "passkey.needs-script")</p></noscript>\(Panel("passkey.more", "\(forms)"))
            """
    }

    @Sendable static func add(_ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let back = request.returnPath ?? LocalPath(PasskeyPath.list.text) ?? .home
        guard let creation = PasskeyCreation(request.form), let kind = Passkey.Kind(rawValue: request.form.text("kind")) else {
            return .redirect(PasskeyPath.list, notice: .warning("passkey.no-answer"))
        }
        let transports = (request.form["transports"] ?? "").split(separator: " ").map(String.init)
        let naming = Passkey.Naming(name: proof.signedIn.session.browserName.text(for: request.reader), transports: transports)
        switch try await site.steps.add(creation, kind, naming: naming, in: proof.signedIn.session) {
        case .added(let key, let factor):
            let notice = Notice.good(Phrase("passkey.made", ["name": key.name]))
            return try await site.added(
                factor, in: proof.signedIn.session, request, otherwise: try await site.goOn(to: back, request, notice: notice))
        case .expired: return .redirect(PasskeyPath.list, notice: .warning("passkey.expired"))
        case .tooMany: return .redirect(PasskeyPath.list, notice: .warning(Phrase("passkey.too-many", ["most": Passkey.most])))
        case .taken: return .redirect(PasskeyPath.list, notice: .warning("passkey.taken"))
        case .refused: return .redirect(PasskeyPath.list, notice: .warning("passkey.refused"))
        }
    }

    @Sendable static func rename(_ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let id = try request.parameters(of: PasskeyPath.name)
        guard let name = Passkey.acceptableName(request.form.text("name")) else {
            return .redirect(PasskeyPath.list, notice: .warning(Phrase("passkey.bad-name", ["most": Passkey.longestName])))
        }
        let person = proof.signedIn.person.id
        guard try await site.database.write({ try $0.renamePasskey(id, of: person, to: name) }) else { throw Problem.notFound }
        return .redirect(PasskeyPath.list, notice: .good("passkey.renamed"))
    }

    @Sendable static func confirm(_ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        try await confirmation(proof, request, site)
    }

    private static func confirmation(
        _ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite, _ form: FormState = FormState()
    ) async throws -> WebResponse {
        let id = try request.parameters(of: PasskeyPath.removal)
        let person = proof.signedIn.person.id
        let (found, isLast) = try await site.database.read { tx in
            (try tx.passkeys(of: person).first { $0.id == id }, try tx.isLastSecondFactor(id, of: person))
        }
        guard let key = found else { throw Problem.notFound }
        let buttons: HTML = """
            \(Button("passkey.remove-it", .danger))\(Button("passkey.keep-it", .secondary, to: PasskeyPath.list))
            """
        let form = isLast ? form.focusing("password") : form
        let alone: HTML = isLast ? "<p>\(words: "security.password-alone", ["link": SecurityPath.password])</p>" : ""
        let password = isLast ? TextField("password", "security.your-password", .currentPassword, in: form) : nil
        let content: HTML = """
            <p>\(words: "passkey.removal-lead", ["name": key.name])</p>\(alone)\
            \(Form(PasskeyPath.removal(id), request, form, content: "\(password)\(Buttons(buttons))"))
            """
        let page = site.shell(proof.signedIn, address: nil).page(
            "passkey.removal-title", request, back: ("passkey.title", PasskeyPath.list), content: Panel(danger: true, content).html)
        return .page(page, showing: form)
    }

    @Sendable static func remove(_ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let id = try request.parameters(of: PasskeyPath.removal)
        let password = request.form["password"].flatMap { $0.isEmpty ? nil : Secret($0) }
        func again(_ why: Phrase) async throws -> WebResponse {
            try await confirmation(proof, request, site, FormState(request.form, "password", why))
        }
        switch try await site.recovery.removeKey(
            id, password: password, in: proof.signedIn.session, from: site.browser(request).origin)
        {
        case .removed: return .redirect(PasskeyPath.list, notice: .good("passkey.removed"))
        case .gone: throw Problem.notFound
        case .wait(let duration): throw site.tooManyTries(duration)
        case .wrongPassword, .wrongCode: return try await again(password == nil ? "sign-in.enter-password" : "security.wrong-password")
        case .passwordTooWeak(let reason): return try await again(.sentences(["security.password-not-alone", reason]))
        }
    }
}
