internal import Core
internal import Identity
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
            return form(request, token, holder, proof, FormState(request.form, "password", "Enter a new password."))
        }
        switch try await site.recovery.setPassword(Secret(password), token: token) {
        case .noLink: return dead(request)
        case .refused(let reason): return form(request, token, holder, proof, FormState(request.form, "password", reason))
        case .set:
            let path = SignInPath.address.query([("return_to", holder.returnTo), ("address", holder.address.written)])
            return WebResponse.redirect(path, notice: .good("Your password is set. Sign in with it now."))
                .with(try await site.known(request, holder.person.id))
        }
    }

    private static func form(
        _ request: WebRequest, _ token: Secret<String>, _ holder: Recovery.Holder, _ proof: MaybeSignedIn, _ form: FormState = FormState()
    ) -> WebResponse {
        let form = form.focusing("password")
        let other = proof.signedIn.flatMap { $0.person.id == holder.person.id ? nil : $0.person.name }
        let now: HTML? = other.map { "<p>You are signed in here as \($0). This link is for \(holder.person.name).</p>" }
        let field = TextField(
            "password", "New password", .newPassword, in: form,
            hint: "A few words in a row are easy to remember and hard to guess.")
        let fields: HTML = "\(HiddenUsername(holder.address.written))\(Hidden("token", token.exposed))\(field)"
        let end: HTML = holder.person.status == .invited ? "" : " You will be signed out everywhere else."
        let content: HTML = """
            <p class="lead">For \(holder.person.name), who signs in with \(holder.address.written).\(end)</p>\(now)\
            \(Form(RecoveryPath.setPassword, request, form, content: "\(fields)\(Button("Set the password"))"))
            """
        return .page(ColumnPage("Set your password", brand: .id, request: request, content: content).html, showing: form)
    }

    private static func dead(_ request: WebRequest) -> WebResponse {
        let content: HTML = """
            <p>A link like this works once, and not for long. This one was used, has run out, or did not arrive whole.</p>\
            <p>\(Button("Ask for a new link", to: RecoveryPath.forgotPassword))</p>
            """
        return .page(ColumnPage("This link no longer works", brand: .id, request: request, content: content), status: 410)
    }
}
