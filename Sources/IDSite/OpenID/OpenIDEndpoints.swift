internal import HTTPTypes
package import Identity
package import OpenID
package import Web

/// The OpenID endpoints. They read the request, ask the provider and word its answer; every decision is the provider's.
package struct OpenIDEndpoints: Sendable {
    let provider: OpenIDProvider
    /// Where a person without a membership may bring in their sign-in of that product: the path of a page, or nil where there is none.
    /// The move from the old logins offers it, as long as it lasts.
    package var joinPath: JoinPath

    package typealias JoinPath = @Sendable (_ session: Session, _ product: String, _ returnTo: String) async throws -> String?

    package init(_ provider: OpenIDProvider, joinPath: @escaping JoinPath = { _, _, _ in nil }) {
        (self.provider, self.joinPath) = (provider, joinPath)
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
    /// A JSON document that clients may keep for five minutes.
    fileprivate static func document(_ json: [UInt8]) -> WebResponse {
        WebResponse(status: 200, type: "application/json", body: json).with(header: .cacheControl, "public, max-age=300")
    }

    /// JSON of this moment, never kept.
    static func fresh(_ json: [UInt8], status: Int = 200) -> WebResponse {
        WebResponse(status: status, type: "application/json", body: json).with(header: .cacheControl, "no-store")
    }
}

extension MaybeSignedIn {
    /// What the provider needs to know of the session.
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
