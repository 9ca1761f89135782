internal import Core
internal import Identity
internal import Web

/// Step 1: the e-mail address.
enum AddressPage {
    static func register(on routes: Routes<IDSite>) {
        routes.get(SignInPath.address, as: MaybeSignedIn.self, show)
        routes.post(SignInPath.address, as: Anyone.self, submit)
        routes.get(SignInPath.change, as: Anyone.self, change)
    }

    @Sendable static func show(_ proof: MaybeSignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let returnTo = request.returnPath
        if proof.signedIn != nil, returnTo == nil { return .redirect(CommonPath.home) }
        let frame = SignInFrame(site, request, askedBy: try await site.askingParty(of: returnTo))
        let address = request.query["address"] ?? frame.party?.hint
        return form(frame, returnTo: returnTo, FormState().starting(with: [("address", address)]))
    }

    @Sendable static func submit(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let returnTo = request.returnPath
        let frame = SignInFrame(site, request, askedBy: try await site.askingParty(of: returnTo))
        let given = request.form.text("address")
        guard let address = EmailAddress(existing: given) else {
            let message = given.isEmpty ? "Enter your e-mail address." : "That is not a whole e-mail address, such as name@example.com."
            return form(frame, returnTo: returnTo, FormState(request.form, "address", message))
        }
        let token = try await site.steps.begin(
            address: address, returnTo: (returnTo ?? .home).text, askedBy: frame.party, from: site.browser(request).origin)
        return site.begun(token)
    }

    /// Goes back to the address step, and keeps the given address and the return path.
    @Sendable static func change(_ proof: Anyone<IDSite>, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let (_, signIn) = try await site.currentSignIn(request) else { return .redirect(SignInPath.address) }
        return .redirect(SignInPath.address(signIn.address, returningTo: signIn.returnTo))
    }

    private static func form(_ frame: SignInFrame, returnTo: LocalPath?, _ form: FormState) -> WebResponse {
        let field = TextField("address", "E-mail address", .username, in: form.focusing("address"))
        let hidden: HTML? = returnTo.map { "\(Hidden("return_to", $0.text))" }
        let title = frame.party.map { "Sign in to \($0.name)" } ?? "Sign in"
        let lead: HTML = "<p class=\"lead\">One sign-in for \(PageText.list(frame.site.products.map(\.brand.name))).</p>"
        return frame.page(
            title, step: 1, status: form.status,
            content: """
                \(lead)\(Form(SignInPath.address, frame.request, form, content: "\(hidden)\(field)\(Button("Continue"))"))
                """)
    }
}
