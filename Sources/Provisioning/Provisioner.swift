internal import Access
package import Core
internal import HTTPTypes
internal import Language
internal import SQL
package import Web

/// A directory, proved by its token: not revoked, and whoever made it may still manage people.
package struct Provisioner: Proof {
    let token: ProvisioningToken
    let product: Product
    let now: Timestamp

    package static func establish(_ request: WebRequest, in site: ProvisioningSite) async throws -> Provisioner {
        guard let bearer = request.bearerToken, RandomToken.isWellFormed(bearer.exposed) else { throw refusal }
        let hash = TokenHash(bearer.exposed, purpose: .provisioning)
        let now = request.time
        let catalog = site.catalog
        let found = try await site.database.read { tx -> Provisioner? in
            guard let token = try tx.provisioningToken(hash), let product = catalog[token.product] else { return nil }
            return try tx.right(of: token, in: product, at: now).map { _ in Provisioner(token: token, product: product, now: now) }
        }
        guard let found else { throw refusal }
        if found.token.needsNote(at: now) { try await site.database.write { try $0.noteUse(of: found.token, at: now) } }
        return found
    }

    package func circumstances(of request: WebRequest) -> Circumstances {
        Circumstances(network: request.client, client: token.id.text)
    }

    private static var refusal: Answered {
        let problem = Problem(
            status: 401, code: "invalid-token", title: .english("This token opens nothing here."),
            detail: .english("Send Authorization: Bearer with a token that nobody revoked and whose maker still manages people."))
        return Answered(WebResponse.refusal(problem, as: .scim).with(header: .wwwAuthenticate, "Bearer realm=\"scim\""))
    }
}
