package import Core
internal import OpenID
package import Web

/// A program that may ask for decisions. It has a client's own token with the scope `access.evaluate`, and the client is not revoked.
package struct Evaluator: Proof {
    package let client: ClientID

    package static func establish(_ request: WebRequest, in site: APISite) async throws -> Evaluator {
        do {
            let token = try await site.presentedToken(of: request)
            guard let client = try await site.openID.clients.client(token.client) else { throw BearerRefusal.invalid }
            // A person's token never has the scope, whatever its client is registered for.
            guard token.person == nil, token.narrowed(to: client).has(Scope.evaluate) else { throw BearerRefusal.scope(Scope.evaluate) }
            return Evaluator(client: token.client)
        } catch let refusal as BearerRefusal { throw refusal.answer(as: .message, metadata: site.openID.resourceMetadata) }
    }
}
