internal import Core
internal import HTTPTypes
internal import Web

/// What the API of a product takes, for clients that find out by themselves (RFC 9728): the tokens of the ID, with the scopes of access keys.
enum ResourceMetadata {
    static func register(on routes: Routes<ProductSite>) {
        routes.api(.get, RelyingPartyPath.protectedResource, as: Anyone.self) { _, request, site in
            .json([
                "resource": .string(request.address.origin), "authorization_servers": .array([.string(site.party.issuer)]),
                "scopes_supported": .array(site.keyUse.scopes.map { .string($0.rawValue) }), "bearer_methods_supported": ["header"],
            ]).with(header: .cacheControl, "public, max-age=300")
        }
    }

}
