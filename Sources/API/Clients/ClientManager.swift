internal import Audit
package import Core
internal import OpenID
package import Web

/// A program of the operator's: a client's own token with the scope `clients.manage`.
package struct ClientManager: Proof {
    package let client: ClientID
    var actor: AuditEvent.Actor { .client(client.text) }

    package static func establish(_ request: WebRequest, in site: APISite) async throws -> ClientManager {
        do {
            let token = try await site.presentedToken(of: request)
            guard let client = try await site.openID.clients.client(token.client) else { throw BearerRefusal.invalid }
            guard token.person == nil, token.narrowed(to: client).has(Scope.manageClients) else {
                throw BearerRefusal.scope(Scope.manageClients)
            }
            return ClientManager(client: token.client)
        } catch let refusal as BearerRefusal { throw refusal.answer(as: .problem, metadata: site.openID.resourceMetadata) }
    }
}
