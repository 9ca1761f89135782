internal import HTTPTypes
package import Identity
package import OpenID
package import Web

/// The OpenID endpoints. They read the request, ask the provider and write its response; the provider makes every decision.
package struct OpenIDEndpoints: Sendable {
    let provider: OpenIDProvider
    /// The path of a page where a person without a membership can join their old sign-in of that product; nil if there is none. Only used
    /// during the move from the old logins.
    package var joinPath: JoinPath

    package typealias JoinPath = @Sendable (_ session: Session, _ product: String, _ returnTo: String) async throws -> String?

    package init(_ provider: OpenIDProvider, joinPath: @escaping JoinPath = { _, _, _ in nil }) {
        self.provider = provider
        self.joinPath = joinPath
    }

    package func add(to routes: Routes<IDSite>) {
        addMetadata(to: routes)
        addAuthorization(to: routes)
        addTokens(to: routes)
        addLogout(to: routes)
    }

    private func addMetadata(to routes: Routes<IDSite>) {
        let provider = provider
        let configuration = WebResponse.document(provider.configuration)
        for path in [OpenIDPath.configuration, OpenIDPath.metadata] {
            routes.api(.get, path, as: Anyone.self, refusals: .oauth) { _, _, _ in configuration }
        }
        routes.api(.get, OpenIDPath.keys, as: Anyone.self, refusals: .oauth) { _, request, _ in
            .document(try await provider.keySet(at: request.time))
        }
    }
}

extension WebResponse {
    /// A JSON document that clients may cache for five minutes.
    fileprivate static func document(_ json: [UInt8]) -> WebResponse {
        WebResponse(status: 200, type: "application/json", body: json).with(header: .cacheControl, "public, max-age=300")
    }

    /// A JSON response that must not be cached.
    static func fresh(_ json: [UInt8], status: Int = 200) -> WebResponse {
        WebResponse(status: status, type: "application/json", body: json).with(header: .cacheControl, "no-store")
    }
}

extension MaybeSignedIn {
    /// The session data that the provider needs.
    var current: CurrentSession? {
        guard let session = signedIn?.session else { return nil }
        return CurrentSession(
            session: session.id, person: session.personID, at: session.authTime,
            context: session.acr == .twoFactors ? .twoFactors : .oneFactor, methods: session.amr)
    }
}

extension WebRequest {
    var queryParameters: Parameters { Parameters(query.pairs.map { ($0.name, $0.value) }) }
    var formParameters: Parameters { Parameters(form.pairs.map { ($0.name, $0.value) }) }
}
