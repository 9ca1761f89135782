internal import Core
internal import Identity
internal import Language
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
            return form(frame, FormState(request.form, "address", AddressPage.objection(toAddress: given)))
        }
        let origin = site.browser(request).origin
        if case .wait(let duration) = try await site.recovery.request(
            for: address, product: signIn?.product, returnTo: signIn?.returnTo, from: origin)
        {
            throw site.tooManyTries(duration)
        }
        return frame.page(
            "recovery.check-mail",
            content: """
                <p>\(words: "recovery.on-its-way", ["address": address.written])</p><p>\(words: "recovery.no-mail")</p>
                """, below: back(frame))
    }

    private static func form(_ frame: SignInFrame, _ form: FormState) -> WebResponse {
        let form = form.focusing("address")
        let field = TextField("address", "sign-in.address", .username, in: form)
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
