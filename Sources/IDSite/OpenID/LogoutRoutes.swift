internal import Core
internal import HTTPTypes
internal import Identity
internal import Language
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
            let name = asked.clientName.map { Phrase.text($0) } ?? "authorization.the-application"
            return LeavingPage.signedOut(to: OtherServer(address), name, request).with(answer.cookies)
        }
    }

    @Sendable static func logout(_ proof: MaybeSignedIn, _ request: WebRequest, _ endpoints: OpenIDEndpoints) async throws -> WebResponse {
        let site = endpoints.site
        let asked = try await endpoints.provider.logout(request.queryParameters, signedIn: proof.current, at: request.time)
        guard asked.needsConfirmation, let signedIn = proof.signedIn else { return try await end(asked, proof, request, site) }
        let asker: HTML = asked.clientName.map { "<p>\(words: "session.asks-to-sign-out", ["client": $0])</p>" } ?? ""
        let fields: HTML = """
            \(Hidden("request", Parameters.encoded(request.queryParameters.pairs)))\
            \(Buttons("\(Button("shell.sign-out"))\(Button("session.stay", .secondary, to: CommonPath.home))"))
            """
        let content: HTML = """
            \(asker)<p>\(words: "session.sign-out-lead", ["name": signedIn.person.name, "products": site.productNames])</p>\
            \(Form(OpenIDPath.logoutConfirmation, request, content: fields))
            """
        return .page(
            ColumnPage("shell.sign-out", brand: .id, request: request, content: content))
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
        let (why, remedy): (Phrase, Phrase) =
            asked.clientName.map { (Phrase("session.stranded-by", ["client": $0]), "session.stranded-by-remedy") }
            ?? ("session.stranded", "session.stranded-remedy")
        let content: HTML = """
            <p>\(words: "session.signed-out-at", ["products": site.productNames])</p><p>\(why)</p>\
            \(Buttons("\(Button("sign-in.button", to: SignInPath.address))"))
            """
        return .page(
            ColumnPage(
                "session.signed-out", brand: .id, request: request, content: content,
                below: "<p>\(remedy)</p><p class=\"reference\">\(words: "problem.reference") <code>\(request.id)</code></p>"))
    }
}
