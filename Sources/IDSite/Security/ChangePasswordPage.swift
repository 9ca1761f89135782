internal import Core
internal import Identity
internal import Web

/// Changes the password. Needs a recent sign-in and the current password.
enum ChangePasswordPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(SecurityPath.password, as: RecentlyVerified.self) { proof, request, site in form(proof, request, site) }
        routes.post(SecurityPath.password, as: RecentlyVerified.self, submit)
    }

    @Sendable static func submit(_ proof: RecentlyVerified, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let current = request.form["current"] ?? ""
        let new = request.form["password"] ?? ""
        var errors: [FieldError] = []
        if current.isEmpty { errors.append(FieldError("current", "Enter the password you have now.")) }
        if new.isEmpty { errors.append(FieldError("password", "Enter a new password.")) }
        guard errors.isEmpty else { return form(proof, request, site, FormState(request.form, errors)) }
        let change = try await site.recovery.changePassword(
            from: Secret(current), to: Secret(new), in: proof.signedIn.session, from: site.browser(request).origin)
        switch change {
        case .changed:
            return WebResponse.redirect(CommonPath.home, notice: .good("Your password is changed. Your other sessions have ended."))
                .with(try await site.known(request, proof.signedIn.person.id))
        case .wait(let duration): throw site.tooManyTries(duration)
        case .wrong:
            return form(proof, request, site, FormState(request.form, "current", "That is not the password you have now."))
        case .refused(let reason): return form(proof, request, site, FormState(request.form, "password", reason))
        }
    }

    private static func form(
        _ proof: RecentlyVerified, _ request: WebRequest, _ site: IDSite, _ form: FormState = FormState()
    ) -> WebResponse {
        let form = form.focusing("current")
        let current = TextField("current", "Password now", .currentPassword, in: form)
        let new = TextField(
            "password", "New password", .newPassword, in: form, hint: "A few words in a row are easy to remember and hard to guess.")
        let content: HTML = """
            \(Form(SecurityPath.password, request, form, content: "\(current)\(new)\(Button("Change the password"))"))
            """
        let page = site.shell(proof.signedIn, address: nil).page(
            "Change your password", request, lead: "You stay signed in here; your other sessions end.", back: ("Your ID", CommonPath.home),
            content: content)
        return .page(page, showing: form)
    }
}
