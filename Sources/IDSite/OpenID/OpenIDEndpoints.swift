package import Core
internal import HTTPTypes
package import Identity
package import OpenID
package import Web

/// The OpenID endpoints of the ID's site. They read the request, ask the provider and write its response; the provider makes every
/// decision.
package struct OpenIDEndpoints: RouteSite {
    let site: IDSite
    let provider: OpenIDProvider
    /// The discovery document.
    let configuration: [UInt8]
    let joinPath: JoinLookup

    package var proofSite: IDSite { site }

    /// The path of a page where a person without a membership can join their old sign-in of that product; nil if there is none. Only used
    /// during the move from the old logins.
    package typealias JoinLookup = @Sendable (_ session: Session, _ product: String, _ returnTo: Path) async throws -> Path?

    package init(_ site: IDSite, _ provider: OpenIDProvider, joinPath: @escaping JoinLookup = { _, _, _ in nil }) {
        self.site = site
        self.provider = provider
        self.joinPath = joinPath
        configuration = provider.configuration
    }

    package static func register(on routes: Routes<OpenIDEndpoints>) {
        MetadataRoutes.register(on: routes)
        AuthorizationRoutes.register(on: routes)
        TokenRoutes.register(on: routes)
        LogoutRoutes.register(on: routes)
        DevicePages.register(on: routes)
        ErrorPage.register(on: routes)
    }
}

extension OpenIDEndpoints {
    /// Which pages elsewhere may read the answer (CORS): anybody's that of discovery and keys, and that of the token endpoints those that are
    /// registered as public clients. Never the authorization endpoint's, and never a page without an origin.
    package func sharedWith(_ request: WebRequest) async -> String? {
        let path = request.path
        if [OpenIDPath.configuration, OpenIDPath.metadata, OpenIDPath.keys].contains(where: { $0.text == path }) { return "*" }
        guard [OpenIDPath.token, OpenIDPath.userInfo, OpenIDPath.revocation].contains(where: { $0.text == path }),
            let origin = request.headers[.origin], origin != "null", (try? await provider.publicOrigins.contains(origin)) == true
        else { return nil }
        return origin
    }
}

extension WebResponse {
    /// A JSON response that must not be cached.
    static func fresh(_ json: [UInt8], status: Int = 200) -> WebResponse {
        WebResponse(status: status, type: "application/json", body: json).with(header: .cacheControl, "no-store")
    }
}

extension MaybeSignedIn {
    /// The session data that the provider needs.
    var current: CurrentSession? {
        signedIn.map { CurrentSession($0.session) }
    }
}

extension CurrentSession {
    init(_ session: Session) {
        self.init(
            session: session.id, person: session.personID, at: session.authTime,
            context: session.acr == .twoFactors ? .twoFactors : .oneFactor, methods: session.amr)
    }
}

extension WebRequest {
    var queryParameters: Parameters { Parameters(query.pairs.map { ($0.name, $0.value) }) }
    var formParameters: Parameters { Parameters(form.pairs.map { ($0.name, $0.value) }) }
}
