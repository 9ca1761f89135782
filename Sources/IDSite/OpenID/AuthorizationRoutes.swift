internal import Access
internal import Core
internal import HTTPTypes
package import Identity
internal import OpenID
internal import SQL
package import Web

/// The authorization endpoint and the pages it may show before it answers the client.
extension OpenIDEndpoints {
    func addAuthorization(to routes: Routes<IDSite>) {
        let endpoints = self
        routes.standard(.get, OpenIDPath.authorize, as: MaybeSignedIn.self) { proof, request, site in
            try await endpoints.authorize(proof, request, site)
        }
        // A form from another site is sent without our session cookie (SameSite=Lax). The redirect repeats it as a GET, which has the
        // cookie.
        routes.standard(.post, OpenIDPath.authorize, as: Anyone.self) { _, request, _ in
            .redirect(OpenIDPath.authorize + "?" + Parameters.encoded(request.formParameters.pairs))
        }
        routes.post(OpenIDPath.consent, as: SignedIn.self) { proof, request, site in
            try await endpoints.consent(proof, request, site)
        }
    }

    private func authorize(_ proof: MaybeSignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        let asked: AuthorizationRequest
        do { asked = try await checked(request.queryParameters) } catch let refusal as AuthorizationRefusal {
            return AuthorizationPages.response(to: refusal, request)
        }
        switch try await provider.authorize(asked, signedIn: proof.current, at: request.time) {
        case .redirect(let address): return .redirect(address)
        case .signIn(let returnTo, _, let hint):
            return .redirect(Self.signInPath(returnTo, address: hint))
        case .noMembership(let product, let returnTo):
            guard let signedIn = proof.signedIn else { return .redirect(Self.signInPath(returnTo, address: nil)) }
            let join = try await joinPath(signedIn.session, product, returnTo)
            return AuthorizationPages.noMembership(signedIn, site.brand(of: product), returnTo: returnTo, join: join, request)
        case .consent(_, let name, let permissions, _):
            var account: String?
            if let id = asked.account { account = try await site.database.read { try $0.account(id)?.name } }
            return AuthorizationPages.consent(proof.signedIn, name, permissions, account: account, asked, request)
        }
    }

    /// Handles the answer of the consent page. The request is checked again, because the form may have been open for a long time.
    private func consent(_ proof: SignedIn, _ request: WebRequest, _ site: IDSite) async throws -> WebResponse {
        guard let parameters = Parameters(encoded: request.form["request"] ?? "") else { throw Problem.notFound }
        let asked: AuthorizationRequest
        do { asked = try await checked(parameters) } catch let refusal as AuthorizationRefusal {
            return AuthorizationPages.response(to: refusal, request)
        }
        guard request.form["decision"] == "allow" else {
            return .redirect(asked.refused(.accessDenied, "The person did not agree.", issuer: provider.issuer))
        }
        return .redirect(try await provider.agree(to: asked, person: proof.person.id, at: request.time))
    }

    private func checked(_ parameters: Parameters) async throws -> AuthorizationRequest {
        try await AuthorizationRequest.checked(parameters, clients: provider.clients, issuer: provider.issuer)
    }

    static func signInPath(_ returnTo: String, address: String?) -> String {
        "/sign-in?" + PercentCoding.query([("return_to", returnTo), ("address", address)])
    }

    /// The relying party whose flow the path belongs to, for the sign-in pages; nil if the path is not a valid authorization request.
    package func asking(_ path: LocalPath, products: [ProductPlace]) async throws -> AskingParty? {
        let prefix = OpenIDPath.authorize + "?"
        guard path.text.hasPrefix(prefix), let parameters = Parameters(encoded: String(path.text.dropFirst(prefix.count))) else {
            return nil
        }
        let asked: AuthorizationRequest
        do { asked = try await checked(parameters) } catch is AuthorizationRefusal { return nil }
        let product = asked.client.product
        return AskingParty(
            name: products.first { $0.id == product }?.brand.name ?? asked.client.name, product: product,
            redirectOrigin: RedirectURI.origin(of: asked.redirectURI), hint: asked.loginHint)
    }
}
