internal import Core
internal import IDSite
internal import Identity
internal import Language
internal import Web

/// Asks for another sign-in of the person's, with another address: what it signs in with and its password. The offer to join then asks for the rest.
enum OtherLoginPage {
    static func register(on routes: Routes<JoinSite>) {
        routes.get(JoinPath.other, as: SignedIn.self) { proof, request, site in page(proof, request, site) }
        routes.post(JoinPath.other, as: SignedIn.self, prove)
    }

    private static func page(
        _ proof: SignedIn, _ request: WebRequest, _ site: JoinSite, _ form: FormState = FormState()
    ) -> WebResponse {
        let fields: HTML = """
            \(TextField("login", "join.other-login", .login, in: form, hint: "join.other-login-hint"))\
            \(TextField("password", "join.other-password", .currentPassword, in: form))\(Button("join.continue"))
            """
        return .page(
            site.id.shell(proof, address: nil).page(
                "join.other-title", request, lead: "join.other-lead",
                content: Panel(nil, Form(JoinPath.other, request, form, content: fields).html).html), showing: form)
    }

    @Sendable static func prove(_ proof: SignedIn, _ request: WebRequest, _ site: JoinSite) async throws -> WebResponse {
        let login = request.form.text("login")
        let password = request.form["password"] ?? ""
        var errors: [FieldError] = []
        if login.isEmpty { errors.append(FieldError("login", "join.other-login-missing")) }
        if password.isEmpty { errors.append(FieldError("password", "join.enter-password")) }
        guard errors.isEmpty else { return page(proof, request, site, FormState(request.form, errors)) }
        switch try await site.id.steps.proveOther(login, Secret(password), in: proof.session, from: request.origin) {
        case .proved: return .redirect(JoinPath.offer(returningTo: CommonPath.home.text))
        case .wait(let duration): throw JoinProofs.tooManyTries(duration)
        case .wrong: return page(proof, request, site, FormState(request.form, "password", "join.other-wrong").focusing("password"))
        }
    }
}
