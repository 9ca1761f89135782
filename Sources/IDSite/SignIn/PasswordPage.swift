internal import Core
internal import Identity
internal import Web

/// Step 2: the password.
enum PasswordPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(SignInPath.password, as: Anyone.self, show)
        routes.post(SignInPath.password, as: Anyone.self, submit)
    }

    @Sendable static func show(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let (_, signIn) = try await site.currentSignIn(request) else { return try await site.startAnew(request) }
        let frame = SignInFrame(site, request, askedBy: signIn.party)
        if signIn.stage == .secondFactor { return .redirect(frame.path(SignInPath.secondFactor)) }
        return form(frame, signIn)
    }

    @Sendable static func submit(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let token = site.signInToken(request) else { return try await site.startAnew(request) }
        let password = request.form["password"] ?? ""
        guard !password.isEmpty else { return try await again(request, site, "Enter your password.") }
        switch try await site.steps.password(Secret(password), token: token, from: site.browser(request)) {
        case .signedIn(let started, let returnTo): return try await site.signedIn(started, returnTo: returnTo, request)
        case .secondFactor: return .redirect(SignInFrame(site, request, askedBy: nil).path(SignInPath.secondFactor))
        case .wrong:
            return try await again(request, site, "That password does not belong to this address. Try again, or set a new password.")
        case .tooLong: return try await again(request, site, "No password here is that long. Look at what was pasted, and enter it again.")
        case .suspended(let signIn): return suspended(SignInFrame(site, request, askedBy: signIn.party), signIn)
        case .wait(let duration): throw site.tooManyTries(duration)
        case .onlyReset: throw site.strangersRefused
        case .expired: return try await again(request, site, nil)
        }
    }

    /// The form again with what is wrong with it; or the step that the sign-in is at by now.
    private static func again(_ request: WebRequest, _ site: IDSite, _ message: String?) async throws -> WebResponse {
        guard let (_, signIn) = try await site.currentSignIn(request), message != nil || signIn.stage == .secondFactor else {
            return try await site.startAnew(request)
        }
        let frame = SignInFrame(site, request, askedBy: signIn.party)
        if signIn.stage == .secondFactor { return .redirect(frame.path(SignInPath.secondFactor)) }
        return form(frame, signIn, FormState(request.form, "password", message ?? ""))
    }

    private static func form(_ frame: SignInFrame, _ signIn: SignIn, _ form: FormState = FormState()) -> WebResponse {
        let form = form.focusing("password")
        let username = HiddenUsername(signIn.address)
        let field = TextField("password", "Password", .currentPassword, in: form)
        return frame.page(
            "Enter your password", step: 2, address: signIn.address, status: form.status,
            content: """
                \(Form(frame.path(SignInPath.password), frame.request, form, content: "\(username)\(field)\(Button("Sign in"))"))
                """,
            below: "<a href=\"\(frame.path(RecoveryPath.forgotPassword))\">Forgot your password, or never set one?</a>")
    }

    private static func suspended(_ frame: SignInFrame, _ signIn: SignIn) -> WebResponse {
        frame.page(
            "Your sign-in is suspended", address: signIn.address, status: 403,
            content: """
                <p>The password is right, but this sign-in has been suspended, so we cannot let you in.</p>\
                <p>Ask the administrator of your account to let you in again. Nothing of yours has been removed.</p>
                """)
    }
}
