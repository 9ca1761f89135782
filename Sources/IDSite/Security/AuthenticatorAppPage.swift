internal import Core
internal import Identity
internal import Language
internal import SQL
internal import Web

/// Adds an authenticator app: shows its key as a QR code and as text, and asks for a code to prove that it works.
enum AuthenticatorAppPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(SecurityPath.authenticatorApp, as: FreshlyProved.self, show)
        routes.post(SecurityPath.authenticatorApp, as: FreshlyProved.self, submit)
    }

    @Sendable static func show(_ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let account = try await site.addressText(of: proof.signedIn.person.id)
        guard let app = try site.steps.newAuthenticatorApp(for: proof.signedIn.session, issuer: Brand.id.name, account: account) else {
            throw Problem.notFound
        }
        return form(proof, request, site, app)
    }

    @Sendable static func submit(_ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let sealed = request.form["setup"] ?? ""
        let code = request.form.text("code")
        let session = proof.signedIn.session
        if let added = try await site.steps.addAuthenticatorApp(sealed: sealed, code: code, session: session) {
            return try await site.added(
                added, in: session, request, otherwise: .redirect(CommonPath.home, notice: .good("security.app-is-added")))
        }
        let account = try await site.addressText(of: proof.signedIn.person.id)
        guard let app = site.steps.authenticatorApp(sealed: sealed, for: session, issuer: Brand.id.name, account: account) else {
            return .redirect(SecurityPath.authenticatorApp)
        }
        let message: Phrase = code.isEmpty ? "security.enter-app-code" : "security.wrong-app-code"
        return form(proof, request, site, app, FormState(request.form, "code", message))
    }

    private static func form(
        _ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite, _ app: NewAuthenticatorApp, _ form: FormState = FormState()
    ) -> WebResponse {
        let field = TextField("code", "second-factor.code", .oneTimeCode, in: form, hint: "second-factor.app-code-hint")
        let fields: HTML = "\(Hidden("setup", app.sealed))\(field)\(Button("security.add-app"))"
        let content: HTML = """
            \(Panel("security.app-key", keyByPicture(app)))
            \(Panel("security.app-code", """
                \(Form(SecurityPath.authenticatorApp, request, form, content: fields))
                """))
            """
        let page = site.shell(proof.signedIn, address: nil).page(
            "security.add-app-title", request, lead: "security.add-app-lead",
            back: ("security.title", SecurityPath.ways), content: content)
        return .page(page, showing: form)
    }

    /// The QR code for the phone's camera, and beside it the ways without a camera.
    private static func keyByPicture(_ app: NewAuthenticatorApp) -> HTML {
        let picture = QRCode(app.address, label: "security.app-picture")
        return """
            <div class="qr-and-text">\(picture)<div class="stack">\
            <p>\(words: "security.app-camera", ["link": Phrase.link(app.address.exposed)])</p>\
            \(CopyValue("security.app-no-camera", app.secret.exposed))\
            <p class="quiet">\(words: "security.app-secret")</p></div></div>
            """
    }
}

extension IDSite {
    fileprivate func addressText(of person: PersonID) async throws -> String {
        try await database.read { try $0.addressText(of: person) }
    }
}
