internal import Core
internal import Identity
internal import Web

/// Requests the link that sets a password. Every address gets the same answer.
enum ForgotPasswordPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(RecoveryPath.forgotPassword, as: Anyone.self, show)
        routes.post(RecoveryPath.forgotPassword, as: Anyone.self, submit)
    }

    @Sendable static func show(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let signIn = try await site.knownSignIn(request)
        return form(SignInFrame(site, request, askedBy: signIn?.party), FormState().starting(with: [("address", signIn?.address)]))
    }

    @Sendable static func submit(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let signIn = try await site.knownSignIn(request)
        let frame = SignInFrame(site, request, askedBy: signIn?.party)
        let given = request.form.text("address")
        guard let address = EmailAddress(existing: given) else {
            let message = given.isEmpty ? "Enter your e-mail address." : "That is not a whole e-mail address, such as name@example.com."
            return form(frame, FormState(request.form, "address", message))
        }
        let origin = site.browser(request).origin
        if case .wait(let duration) = try await site.recovery.request(
            for: address, product: signIn?.product, returnTo: signIn?.returnTo, from: origin)
        {
            throw site.tooManyTries(duration)
        }
        return frame.page(
            "Check your mail",
            content: """
                <p>If somebody signs in with <strong>\(address.written)</strong>, a mail is on its way to that address, with a link for \
                setting a password. It works once, for 30 minutes.</p>\
                <p>No mail after a few minutes? Look among unwanted mail, or check that this is the address you sign in with.</p>
                """, below: back(frame))
    }

    private static func form(_ frame: SignInFrame, _ form: FormState) -> WebResponse {
        let form = form.focusing("address")
        let field = TextField("address", "E-mail address", .username, in: form)
        let which: HTML? = frame.party?.product.map { _ in "the password you use at \(frame.brand.name)" }
        return frame.page(
            "Set a new password", status: form.status,
            content: """
                <p class="lead">We send a link that sets \(which ?? "your password") to the address you sign in with. \
                It stays as it is until you set a new one.</p>\
                \(Form(frame.path(RecoveryPath.forgotPassword), frame.request, form, content: "\(field)\(Button("Send the link"))"))
                """, below: back(frame))
    }

    /// To the address that was entered, and with it to where the person was going.
    private static func back(_ frame: SignInFrame) -> HTML { "<a href=\"\(frame.path(SignInPath.change))\">Back to the sign-in</a>" }
}
