internal import Access
internal import Core
internal import HTTPTypes
internal import Identity
internal import Language
internal import OpenID
internal import SQL
internal import Web

/// The authorization endpoint and the pages it may show before it answers the client.
enum AuthorizationRoutes {
    static func register(on routes: Routes<OpenIDEndpoints>) {
        routes.standard(.get, OpenIDPath.authorize, as: MaybeSignedIn.self, authorize)
        // A form from another site is sent without our session cookie (SameSite=Lax). The redirect repeats it as a GET, which has the
        // cookie.
        routes.standard(.post, OpenIDPath.authorize, as: Anyone.self) { _, request, _ in
            .redirect(OpenIDPath.authorize.query(encoded: Parameters.encoded(request.formParameters.pairs)))
        }
        routes.post(OpenIDPath.consent, as: SignedIn.self, consent)
    }

    @Sendable static func authorize(
        _ proof: MaybeSignedIn, _ request: WebRequest, _ endpoints: OpenIDEndpoints
    ) async throws -> WebResponse {
        let provider = endpoints.provider
        let site = endpoints.site
        let asked: AuthorizationRequest
        do { asked = try await provider.checked(request.queryParameters, at: request.time) } catch let refusal as AuthorizationRefusal {
            return AuthorizationPages.response(to: refusal, request)
        }
        switch try await provider.authorize(asked, signedIn: proof.current, at: request.time) {
        case .redirect(let address): return .redirect(OtherServer(address))
        case .formPost(let post): return LeavingPage.formPost(post, .text(asked.client.name), request)
        case .signIn(let returnTo, _, let hint):
            return .redirect(SignInPath.address(hint, returningTo: returnTo.text))
        case .otherPerson(let client, let returnTo, let hint):
            guard let signedIn = proof.signedIn else { return .redirect(SignInPath.address(hint, returningTo: returnTo.text)) }
            return AuthorizationPages.otherPerson(signedIn, client, SignInPath.address(hint, returningTo: returnTo.text), request)
        case .noMembership(let product, let returnTo):
            guard let signedIn = proof.signedIn else { return .redirect(SignInPath.address(returningTo: returnTo.text)) }
            let person = signedIn.person.id
            let held = try await site.database.read { tx in
                try tx.memberships(of: person).filter { $0.status == .held && $0.product.rawValue == product }
                    .compactMap { try tx.account($0.account)?.name }
            }
            if !held.isEmpty { return AuthorizationPages.onHold(held, site.brand(of: product), request) }
            let join = try await endpoints.joinPath(signedIn.session, product, returnTo)
            return AuthorizationPages.noMembership(signedIn, site.brand(of: product), returnTo: returnTo, join: join, request)
        case .outside(let product):
            let name = site.catalog.products.first { $0.id.rawValue == product }?.name ?? asked.client.name
            return AuthorizationPages.outside(name, site.brand(of: product), site.products.first { $0.id == product }, request)
        case .account(let accounts) where accounts.count == 1: return .redirect(try asked.path(for: accounts[0]))
        case .account(let accounts):
            return try AccountChoicePage.page(proof.signedIn, try await site.names(of: accounts), asked, request)
        case .consent(_, let name, let permissions, _):
            var account: String?
            if let id = asked.account { account = try await site.database.read { try $0.account(id)?.name } }
            return try AuthorizationPages.consent(proof.signedIn, name, permissions, account: account, asked, request)
        }
    }

    /// Handles the answer of the consent page. The request is checked again, because the form may have been open for a long time.
    @Sendable static func consent(_ proof: SignedIn, _ request: WebRequest, _ endpoints: OpenIDEndpoints) async throws -> WebResponse {
        let provider = endpoints.provider
        guard let parameters = Parameters(encoded: request.form["request"] ?? "") else { throw Problem.notFound }
        let asked: AuthorizationRequest
        do { asked = try await provider.checked(parameters, at: request.time) } catch let refusal as AuthorizationRefusal {
            return AuthorizationPages.response(to: refusal, request)
        }
        guard request.form["decision"] == "allow" else {
            switch asked.refused(.accessDenied, "The person did not agree.", issuer: provider.issuer) {
            case .redirect(let address): return LeavingPage.goingOn(to: OtherServer(address), .text(asked.client.name), request)
            case .formPost(let post): return LeavingPage.formPost(post, .text(asked.client.name), request)
            default: throw Problem.notFound
            }
        }
        let path = try await provider.agree(to: asked, person: proof.person.id, at: request.time)
        return LeavingPage.goingOn(to: path, .text(asked.client.name), request)
    }
}
