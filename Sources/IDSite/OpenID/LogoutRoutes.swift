internal import Core
internal import HTTPTypes
internal import Identity
internal import OpenID
internal import Web

/// The end of a session at the request of a relying party (RP-Initiated Logout).
enum LogoutRoutes {
    static func register(on routes: Routes<OpenIDEndpoints>) {
        routes.standard(.get, OpenIDPath.logout, as: MaybeSignedIn.self, logout)
        routes.standard(.post, OpenIDPath.logout, as: Anyone.self) { _, request, _ in
            .redirect(OpenIDPath.logout.query(encoded: Parameters.encoded(request.formParameters.pairs)))
        }
        routes.post(OpenIDPath.logoutConfirmation, as: MaybeSignedIn.self) { proof, request, endpoints in
            guard let parameters = Parameters(encoded: request.form["request"] ?? "") else { throw Problem.notFound }
            let asked = try await endpoints.provider.logout(parameters, signedIn: proof.current, at: request.time)
            let answer = try await end(asked, proof, request, endpoints.site)
            // A form must not redirect to somebody else's address; see LeavingPage.
            guard let address = asked.redirect, answer.status == 303 else { return answer }
            return LeavingPage.signedOut(to: OtherServer(address), asked.clientName ?? "the application", request).with(answer.cookies)
        }
    }

    @Sendable static func logout(_ proof: MaybeSignedIn, _ request: WebRequest, _ endpoints: OpenIDEndpoints) async throws -> WebResponse {
        let site = endpoints.site
        let asked = try await endpoints.provider.logout(request.queryParameters, signedIn: proof.current, at: request.time)
        guard asked.needsConfirmation, let signedIn = proof.signedIn else { return try await end(asked, proof, request, site) }
        let names = PageText.list(site.products.map(\.brand.name))
        let asker: HTML = asked.clientName.map { "<p>\($0) asks to sign you out.</p>" } ?? ""
        let fields: HTML = """
            \(Hidden("request", Parameters.encoded(request.queryParameters.pairs)))\
            \(Buttons("\(Button("Sign out"))\(Button("Stay signed in", .secondary, to: CommonPath.home))"))
            """
        let content: HTML = """
            \(asker)<p>You are signed in as \(signedIn.person.name). Signing out here signs you out of \(names) too, in this browser.</p>\
            \(Form(OpenIDPath.logoutConfirmation, request, content: fields))
            """
        return .page(
            ColumnPage("Sign out", brand: .id, request: request, content: content))
    }

    private static func end(
        _ asked: LogoutRequest, _ proof: MaybeSignedIn, _ request: WebRequest, _ site: IDSite
    ) async throws -> WebResponse {
        if let session = proof.signedIn?.session { try await site.end(session.id, of: session.personID) }
        let signedOut = asked.redirect.map { WebResponse.redirect(OtherServer($0)) } ?? .redirect(CommonPath.signOut)
        let answer = asked.isReturnRefused ? stranded(asked, request, site) : signedOut
        return answer.with(.removal(IDSite.sessionCookie))
    }

    /// The page after a sign-out whose redirect was refused. It tells the person why they are here, and the application's developer what to
    /// correct.
    private static func stranded(_ asked: LogoutRequest, _ request: WebRequest, _ site: IDSite) -> WebResponse {
        let (why, remedy): (HTML, HTML) =
            if let client = asked.clientName {
                (
                    "\(client) asked to bring you back to an address that is not registered for it, so you stay here.",
                    "register the address for the client, exactly as it is sent as <code>post_logout_redirect_uri</code>."
                )
            } else {
                (
                    "The application that signed you out did not say which it is, so we cannot bring you back to it.",
                    "send <code>client_id</code> or <code>id_token_hint</code> beside <code>post_logout_redirect_uri</code>."
                )
            }
        let content: HTML = """
            <p>You are signed out here and at \(PageText.list(site.products.map(\.brand.name))).</p><p>\(why)</p>\
            \(Buttons("\(Button("Sign in", to: SignInPath.address))"))
            """
        return .page(
            ColumnPage(
                "You are signed out", brand: .id, request: request, content: content,
                below: "<p>For whoever runs the application: \(remedy)</p><p class=\"reference\">Reference <code>\(request.id)</code></p>"))
    }
}
