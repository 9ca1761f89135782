internal import Core
internal import Identity
internal import Language
internal import Web

/// Requests the link that sets a password. Every address gets the same answer, and so does every user name.
enum ForgotPasswordPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(RecoveryPath.forgotPassword, as: Anyone.self, show)
        routes.post(RecoveryPath.forgotPassword, as: Anyone.self, submit)
    }

    @Sendable static func show(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let signIn = try await site.knownSignIn(request)
        return try await form(
            SignInFrame(site, request, askedBy: signIn?.party), FormState().starting(with: [("address", signIn?.address)]))
    }

    @Sendable static func submit(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let signIn = try await site.knownSignIn(request)
        let frame = SignInFrame(site, request, askedBy: signIn?.party)
        let given = request.form.text("address")
        guard let login = try await site.login(typed: given) else {
            let objection = TypedLogin.objection(to: given, takesNames: try await site.takesNames())
            return try await form(frame, FormState(request.form, "address", objection))
        }
        let answer = try await site.recovery.request(
            for: login, product: signIn?.product, returnTo: signIn?.returnTo, from: site.browser(request).origin)
        if case .wait(let duration) = answer { throw site.tooManyTries(duration) }
        if let signIn, signIn.address == given, let token = site.signInToken(request) {
            await site.steps.watch?.note(.forgot, of: token, from: site.browser(request), at: request.time)
        }
        return frame.page(
            "recovery.check-mail", content: "<p>\(onItsWay(login))</p><p>\(words: "recovery.no-mail")</p>", below: back(frame))
    }

    private static func onItsWay(_ login: TypedLogin) -> Phrase {
        switch login {
        case .address(let address): Phrase("recovery.on-its-way", ["address": address.written])
        case .name(let name): Phrase("recovery.on-its-way-for", ["name": name.written])
        }
    }

    private static func form(_ frame: SignInFrame, _ form: FormState) async throws -> WebResponse {
        let form = form.focusing("address")
        let field = TypedLogin.field(in: form, takesNames: try await frame.site.takesNames())
        let lead =
            frame.party?.product.map { _ in Phrase("recovery.lead-at", ["product": frame.brand.name]) } ?? "recovery.lead"
        return frame.page(
            "recovery.title", status: form.status,
            content: """
                <p class="lead">\(lead)</p>\
                \(Form(frame.path(RecoveryPath.forgotPassword), frame.request, form, content: "\(field)\(Button("recovery.send-link"))"))
                """, below: back(frame))
    }

    /// To the address that was entered, and with it to where the person was going.
    private static func back(_ frame: SignInFrame) -> HTML { "<a href=\"\(frame.path(SignInPath.change))\">\(words: "recovery.back")</a>" }
}

extension Recovery {
    fileprivate func request(
        for login: TypedLogin, product: String?, returnTo: String?, from origin: ClientOrigin
    ) async throws -> Request {
        switch login {
        case .address(let address): try await request(for: address, product: product, returnTo: returnTo, from: origin)
        case .name(let name): try await request(for: name, product: product, returnTo: returnTo, from: origin)
        }
    }
}
