internal import Access
internal import Audit
package import Core
internal import Language
internal import OpenID
package import Web

/// A program of a product: its client's own token with the scope `catalog.manage`. It keeps the catalog of that product alone.
package struct CatalogKeeper: Proof {
    package let client: ClientID
    package let product: String
    var actor: AuditEvent.Actor { .client(client.text) }

    package static func establish(_ request: WebRequest, in site: APISite) async throws -> CatalogKeeper {
        do {
            let token = try await site.presentedToken(of: request)
            guard let client = try await site.openID.clients.client(token.client) else { throw BearerRefusal.invalid }
            guard token.person == nil, token.narrowed(to: client).has(Scope.manageCatalog), let product = client.product else {
                throw BearerRefusal.scope(Scope.manageCatalog)
            }
            guard request["product"] == product else { throw Problem.notFound }
            return CatalogKeeper(client: client.id, product: product)
        } catch let refusal as BearerRefusal { throw refusal.answer(as: .problem, metadata: site.openID.resourceMetadata) }
    }
}
