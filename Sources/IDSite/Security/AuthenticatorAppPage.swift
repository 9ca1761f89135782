internal import Core
internal import Identity
internal import SQL
internal import Web

/// Adds an authenticator app: shows its key as a QR code and as text, and asks for a code to prove that it works.
enum AuthenticatorAppPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(SecurityPath.authenticatorApp, as: RecentlyVerified.self, show)
        routes.post(SecurityPath.authenticatorApp, as: RecentlyVerified.self, submit)
    }

    @Sendable static func show(_ proof: RecentlyVerified, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let account = try await site.addressText(of: proof.signedIn.person.id)
        guard let app = try site.steps.newAuthenticatorApp(for: proof.signedIn.session, issuer: Brand.id.name, account: account) else {
            throw Problem.notFound
        }
        return form(proof, request, site, app)
    }

    @Sendable static func submit(_ proof: RecentlyVerified, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let sealed = request.form["setup"] ?? ""
        let code = request.form.text("code")
        let session = proof.signedIn.session
        if try await site.steps.addAuthenticatorApp(sealed: sealed, code: code, session: session) {
            return .redirect(
                CommonPath.home, notice: .good("Your authenticator app is added. We ask for its code from your next sign-in on."))
        }
        let account = try await site.addressText(of: proof.signedIn.person.id)
        guard let app = site.steps.authenticatorApp(sealed: sealed, for: session, issuer: Brand.id.name, account: account) else {
            return .redirect(SecurityPath.authenticatorApp)
        }
        let message = code.isEmpty ? "Enter the code that the app shows." : "That code is not right. Enter the one the app shows now."
        return form(proof, request, site, app, FormState(request.form, "code", message))
    }

    private static func form(
        _ proof: RecentlyVerified, _ request: WebRequest, _ site: IDSite, _ app: NewAuthenticatorApp, _ form: FormState = FormState()
    ) -> WebResponse {
        let field = TextField("code", "Code", .oneTimeCode, in: form, hint: "Six digits, new every 30 seconds.")
        let fields: HTML = "\(Hidden("setup", app.sealed))\(field)\(Button("Add the app"))"
        let content: HTML = """
            \(Panel("1. Give your app the key", keyByPicture(app)))
            \(Panel("2. Type the code it shows", """
                \(Form(SecurityPath.authenticatorApp, request, form, content: fields))
                """))
            """
        let page = site.shell(proof.signedIn, address: nil).page(
            "Add an authenticator app", request, lead: "From your next sign-in on we ask for its code after your password.",
            back: ("Your ID", CommonPath.home), content: content)
        return .page(page, showing: form)
    }

    /// The QR code for the phone's camera, and beside it the ways without a camera.
    private static func keyByPicture(_ app: NewAuthenticatorApp) -> HTML {
        let picture = QRCode(app.address, label: "The key as a picture, for the camera of your authenticator app")
        return """
            <div class="qr-and-text">\(picture)<div class="stack">\
            <p>In the app, choose to add an account and point its camera at this picture. If the app is on this device, \
            <a href="\(app.address.exposed)">open the key in it</a>.</p>\
            \(CopyValue("No camera? Type this key", app.secret.exposed))\
            <p class="quiet">Whoever sees the key can make your codes. We show it on this page alone.</p></div></div>
            """
    }
}

extension IDSite {
    fileprivate func addressText(of person: PersonID) async throws -> String {
        try await database.read { try $0.mainAddress(of: person)?.address.written } ?? ""
    }
}
