internal import Audit
package import Core
internal import SQL

extension OpenIDProvider {
    /// Revokes the whole grant of the presented token (RFC 7009), for a refresh token or an access token. An unknown token or a token of
    /// another client is not an error and changes nothing.
    package func revoke(token: String, client: Client, at now: Timestamp) async throws {
        let hash = TokenHash(token, purpose: .refreshToken)
        let access = try? await verifier.token(token, audience: nil, at: now)
        try await database.write { tx in
            let row = try tx.first("SELECT grant_id FROM refresh_tokens WHERE hash = \(hash.bytes)")
            let id: GrantID? = try row?["grant_id"] ?? access?.grant
            guard let id, let grant = try tx.grant(id), grant.client == client.id else { return }
            try tx.revoke(id, because: "revoked by the client", by: .client(client.id.text), at: now)
        }
    }
}
