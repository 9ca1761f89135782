internal import Core
internal import Identity
internal import SQL
internal import Web

/// Changing the password, adding an authenticator app: both ask for a recent sign-in.
enum SecurityPages {
    static func add(to routes: Routes<IDSite>) {
        routes.get("/security/password", as: RecentlyVerified.self, showPassword)
        routes.post("/security/password", as: RecentlyVerified.self, changePassword)
        routes.get("/security/authenticator-app", as: RecentlyVerified.self, showApp)
        routes.post("/security/authenticator-app", as: RecentlyVerified.self, addApp)
    }

    @Sendable static func showPassword(_ proof: RecentlyVerified, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        passwordForm(proof.signedIn, request, site)
    }

    @Sendable static func changePassword(_ proof: RecentlyVerified, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let (current, new) = (request.form["current"] ?? "", request.form["password"] ?? "")
        var errors: [FieldError] = []
        if current.isEmpty { errors.append(FieldError("current", "Enter the password you have now.")) }
        if new.isEmpty { errors.append(FieldError("password", "Enter a new password.")) }
        guard errors.isEmpty else { return passwordForm(proof.signedIn, request, site, FormErrors(errors)) }
        let change = try await site.recovery.changePassword(
            from: Secret(current), to: Secret(new), in: proof.signedIn.session, from: site.browser(request).origin)
        switch change {
        case .changed: return .redirect("/", notice: .good("Your password is changed. Your other sessions have ended."))
        case .wait(let duration): throw site.tooManyTries(duration)
        case .wrong:
            return passwordForm(
                proof.signedIn, request, site, FormErrors([FieldError("current", "That is not the password you have now.")]))
        case .refused(let reason):
            return passwordForm(proof.signedIn, request, site, FormErrors([FieldError("password", reason)]))
        }
    }

    @Sendable static func showApp(_ proof: RecentlyVerified, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let account = try await site.addressText(of: proof.signedIn.person.id)
        guard let app = try site.steps.newAuthenticatorApp(for: proof.signedIn.session, issuer: Brand.id.name, account: account) else {
            throw Problem.notFound
        }
        return appForm(proof.signedIn, request, site, app)
    }

    @Sendable static func addApp(_ proof: RecentlyVerified, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let sealed = request.form["setup"] ?? ""
        let code = request.form.text("code")
        if try await site.steps.addAuthenticatorApp(sealed: sealed, code: code, session: proof.signedIn.session) {
            return .redirect("/", notice: .good("Your authenticator app is added. We ask for its code from your next sign-in on."))
        }
        let account = try await site.addressText(of: proof.signedIn.person.id)
        let session = proof.signedIn.session
        guard let app = site.steps.authenticatorApp(sealed: sealed, for: session, issuer: Brand.id.name, account: account) else {
            return .redirect("/security/authenticator-app")
        }
        let message = code.isEmpty ? "Enter the code that the app shows." : "That code is not right. Enter the one the app shows now."
        return appForm(proof.signedIn, request, site, app, FormErrors([FieldError("code", message)]))
    }

    private static func passwordForm(
        _ proof: SignedIn, _ request: WebRequest, _ site: IDSite, _ errors: FormErrors = FormErrors()
    ) -> WebResponse {
        let current = TextField(
            "current", "Password now", .password, error: errors["current"], autocomplete: "current-password", maxLength: 1024)
        let new = TextField(
            "password", "New password", .password, hint: "A few words in a row are easy to remember and hard to guess.",
            error: errors["password"], autocomplete: "new-password", maxLength: 1024)
        let content: HTML = """
            \(Form("/security/password", request, errors: errors, content: "\(current)\(new)\(Button("Change the password"))"))
            """
        let page = site.shell(proof, address: nil).page(
            "Change your password", request, lead: "You stay signed in here; your other sessions end.", back: ("Your ID", "/"),
            content: content)
        return .page(page, status: errors.isEmpty ? 200 : 422)
    }

    private static func appForm(
        _ proof: SignedIn, _ request: WebRequest, _ site: IDSite, _ app: NewAuthenticatorApp, _ errors: FormErrors = FormErrors()
    ) -> WebResponse {
        let field = TextField(
            "code", "Code", hint: "It changes every 30 seconds.", error: errors["code"],
            autocomplete: "one-time-code",
            inputMode: "numeric", code: true, maxLength: 16)
        let content: HTML = """
            \(Panel("Put the key into your app", """
                <p>On the phone that has the app, <a href="\(app.address.exposed)">open this link</a>. Elsewhere, add an account in the app and type the key.</p>\
                \(CopyValue("Key", app.secret.exposed))
                """))
            \(Panel("Type the code it shows", """
                \(Form("/security/authenticator-app", request, errors: errors, content: "\(Hidden("setup", app.sealed))\(field)\(Button("Add the app"))"))
                """))
            """
        let page = site.shell(proof, address: nil).page(
            "Add an authenticator app", request, lead: "From your next sign-in on we ask for its code after your password.",
            back: ("Your ID", "/"), content: content)
        return .page(page, status: errors.isEmpty ? 200 : 422)
    }
}

extension IDSite {
    fileprivate func addressText(of person: PersonID) async throws -> String {
        try await database.read { try $0.mainAddress(of: person)?.address.written } ?? ""
    }
}
