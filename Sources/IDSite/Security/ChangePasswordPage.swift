internal import Core
internal import Identity
internal import Language
internal import Web

/// Changes the password. Needs a recent sign-in and the current password.
enum ChangePasswordPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(SecurityPath.password, as: FreshlyProved.self) { proof, request, site in form(proof, request, site) }
        routes.post(SecurityPath.password, as: FreshlyProved.self, submit)
    }

    @Sendable static func submit(_ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let current = request.form["current"] ?? ""
        let new = request.form["password"] ?? ""
        var errors: [FieldError] = []
        if current.isEmpty { errors.append(FieldError("current", "security.enter-current")) }
        if new.isEmpty { errors.append(FieldError("password", "security.enter-new")) }
        guard errors.isEmpty else { return form(proof, request, site, FormState(request.form, errors)) }
        let change = try await site.recovery.changePassword(
            from: Secret(current), to: Secret(new), in: proof.signedIn.session, from: site.browser(request))
        switch change {
        case .changed(let token):
            return WebResponse.redirect(CommonPath.home, notice: .good("security.password-changed")).with(site.known(token))
        case .wait(let duration): throw site.tooManyTries(duration)
        case .wrong:
            return form(proof, request, site, FormState(request.form, "current", "security.wrong-current"))
        case .refused(let reason): return form(proof, request, site, FormState(request.form, "password", reason))
        }
    }

    private static func form(
        _ proof: FreshlyProved, _ request: WebRequest, _ site: IDSite, _ form: FormState = FormState()
    ) -> WebResponse {
        let form = form.focusing("current")
        let current = TextField("current", "security.password-now", .currentPassword, in: form)
        let new = TextField(
            "password", "security.new-password", .newPassword.judged(at: PasswordStrengthPath.judgement), in: form,
            hint: "security.password-hint")
        let content: HTML = """
            \(Form(SecurityPath.password, request, form, content: "\(current)\(new)\(Button("security.change-the-password"))"))
            """
        let page = site.shell(proof.signedIn, address: nil).page(
            "security.change-password", request, lead: "security.change-password-lead", back: ("security.title", SecurityPath.ways),
            content: content)
        return .page(page, showing: form)
    }
}
