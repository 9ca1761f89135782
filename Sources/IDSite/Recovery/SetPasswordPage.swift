internal import Core
internal import Identity
internal import Language
internal import Web

/// The page that the mailed link opens. Opening it does not use up the link; submitting its form does.
enum SetPasswordPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(RecoveryPath.setPassword, as: MaybeSignedIn.self, show)
        routes.post(RecoveryPath.setPassword, as: MaybeSignedIn.self, submit)
    }

    @Sendable static func show(_ proof: MaybeSignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let token = Secret(request.query["token"] ?? "")
        guard let holder = try await site.recovery.holder(token: token) else { return dead(request) }
        return form(request, token, holder, proof)
    }

    @Sendable static func submit(_ proof: MaybeSignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let token = Secret(request.form["token"] ?? "")
        guard let holder = try await site.recovery.holder(token: token) else { return dead(request) }
        let password = request.form["password"] ?? ""
        guard !password.isEmpty else {
            return form(request, token, holder, proof, FormState(request.form, "password", "security.enter-new"))
        }
        switch try await site.recovery.setPassword(Secret(password), token: token, in: site.browser(request)) {
        case .noLink: return dead(request)
        case .refused(let reason): return form(request, token, holder, proof, FormState(request.form, "password", reason))
        case .set(let known):
            if let browser = site.signInBrowser(request) {
                await site.steps.watch?.proved(holder.person.id, inBrowser: browser, at: request.time)
            }
            let path = SignInPath.address.query([("return_to", holder.returnTo), ("address", holder.address.written)])
            return WebResponse.redirect(path, notice: .good("recovery.is-set")).with(site.known(known))
        }
    }

    private static func form(
        _ request: WebRequest, _ token: Secret<String>, _ holder: Recovery.Holder, _ proof: MaybeSignedIn, _ form: FormState = FormState()
    ) -> WebResponse {
        let form = form.focusing("password")
        let other = proof.signedIn.flatMap { $0.person.id == holder.person.id ? nil : $0.person.name }
        let now: HTML? = other.map { other in
            "<p>\(words: "recovery.other", ["other": other, "name": holder.person.name])</p>"
        }
        let field = TextField(
            "password", "security.new-password", .newPassword.judged(at: PasswordStrengthPath.judgement), in: form,
            hint: "security.password-hint")
        let fields: HTML = "\(HiddenUsername(holder.address.written))\(Hidden("token", token.exposed))\(field)"
        let lead = Phrase("recovery.for", ["name": holder.person.name, "address": holder.address.written])
        let end: HTML = holder.person.status == .invited ? "" : " \(words: "recovery.signed-out")"
        let content: HTML = """
            <p class="lead">\(lead)\(end)</p>\(now)\
            \(Form(RecoveryPath.setPassword, request, form, content: "\(fields)\(Button("recovery.set"))"))
            """
        return .page(ColumnPage("identity.set-password", brand: .id, request: request, content: content).html, showing: form)
    }

    private static func dead(_ request: WebRequest) -> WebResponse {
        let content: HTML = """
            <p>\(words: "recovery.dead-lead")</p>\
            <p>\(Button("recovery.ask-again", to: RecoveryPath.forgotPassword))</p>
            """
        return .page(ColumnPage("recovery.dead", brand: .id, request: request, content: content), status: 410)
    }
}
