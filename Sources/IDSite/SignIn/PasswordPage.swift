internal import Core
internal import Identity
internal import Language
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
        guard !password.isEmpty else { return try await again(request, site, "sign-in.enter-password") }
        switch try await site.steps.password(Secret(password), token: token, from: site.browser(request)) {
        case .signedIn(let started, let returnTo): return try await site.signedIn(started, returnTo: returnTo, request)
        case .secondFactor: return .redirect(SignInFrame(site, request, askedBy: nil).path(SignInPath.secondFactor))
        case .wrong:
            return try await again(request, site, "sign-in.wrong-password")
        case .tooLong: return try await again(request, site, "sign-in.too-long")
        case .suspended(let signIn): return suspended(SignInFrame(site, request, askedBy: signIn.party), signIn)
        case .wait(let duration): throw site.tooManyTries(duration)
        case .onlyReset: throw site.strangersRefused
        case .oldProductSilent: throw site.oldProductSilent
        case .expired: return try await again(request, site, nil)
        }
    }

    /// The form again with what is wrong with it; or the step that the sign-in is at by now.
    private static func again(_ request: WebRequest, _ site: IDSite, _ message: Phrase?) async throws -> WebResponse {
        guard let (_, signIn) = try await site.currentSignIn(request), message != nil || signIn.stage == .secondFactor else {
            return try await site.startAnew(request)
        }
        let frame = SignInFrame(site, request, askedBy: signIn.party)
        if signIn.stage == .secondFactor { return .redirect(frame.path(SignInPath.secondFactor)) }
        return form(frame, signIn, message.map { FormState(request.form, "password", $0) } ?? FormState())
    }

    private static func form(_ frame: SignInFrame, _ signIn: SignIn, _ form: FormState = FormState()) -> WebResponse {
        let form = form.focusing("password")
        let username = HiddenUsername(signIn.address)
        let field = TextField("password", "sign-in.password", .currentPassword, in: form)
        let fields: HTML = "\(username)\(field)\(PasskeyAbility(frame.request))\(Button("sign-in.button"))"
        return frame.page(
            "sign-in.password-title", step: 2, address: signIn.address, status: form.status,
            content: Form(frame.path(SignInPath.password), frame.request, form, content: fields).html,
            below: """
                <a href=\"\(frame.path(RecoveryPath.forgotPassword))\">\(words: "sign-in.forgot")</a>\(TicketPage.link(frame, at: .password))
                """)
    }

    private static func suspended(_ frame: SignInFrame, _ signIn: SignIn) -> WebResponse {
        frame.page(
            "sign-in.suspended", address: signIn.address, status: 403,
            content: """
                <p>\(words: "sign-in.suspended-lead")</p><p>\(words: "sign-in.suspended-next")</p>
                """)
    }
}
