internal import HTTPTypes
internal import OpenID
internal import Web

/// The discovery document, at the path of OpenID Connect and at that of RFC 8414, and the public keys.
enum MetadataRoutes {
    static func register(on routes: Routes<OpenIDEndpoints>) {
        for path in [OpenIDPath.configuration, OpenIDPath.metadata] {
            routes.api(.get, path, as: Anyone.self, refusals: .oauth) { _, _, endpoints in .document(endpoints.configuration) }
        }
        routes.api(.get, OpenIDPath.protectedResource, as: Anyone.self, refusals: .oauth) { _, _, endpoints in
            .document(endpoints.provider.protectedResource)
        }
        routes.api(.get, OpenIDPath.sharedSignals, as: Anyone.self, refusals: .oauth) { _, _, endpoints in
            .document(endpoints.provider.sharedSignalsConfiguration)
        }
        routes.api(.get, OpenIDPath.keys, as: Anyone.self, refusals: .oauth) { _, request, endpoints in
            .document(try await endpoints.provider.keySet(at: request.time))
        }
    }
}

extension WebResponse {
    /// A JSON document that clients may cache for five minutes.
    fileprivate static func document(_ json: [UInt8]) -> WebResponse {
        WebResponse(status: 200, type: "application/json", body: json).with(header: .cacheControl, "public, max-age=300")
    }
}
