package import Core
internal import JOSE
internal import SQL

/// Token introspection (RFC 7662).
extension OpenIDProvider {
    /// The introspection response for a confidential client, as JSON. A client sees its own refresh tokens, its own access tokens, and the
    /// access tokens for the APIs that it serves. A product's first-party client also sees those of the product's other clients, so that a
    /// revoked access key fails at its next request, and whatever else is for the product. Everything else is inactive. Throws `SQLError`.
    package func introspect(token text: String, by client: Client, at now: Timestamp) async throws -> [UInt8] {
        guard client.kind == .confidential else { return Self.inactive }
        if let token = try? await verifier.token(text, audience: nil, at: now) {
            guard try await maySee(token, client), let token = try await verifier.live(token, at: now) else { return Self.inactive }
            let networks = try await clients.client(token.client)?.networks ?? []
            return facts(of: token, networks)
        }
        let hash = TokenHash(text, purpose: .refreshToken)
        let directory = directory
        let standing = try await database.read { tx in try tx.standing(refreshToken: hash, of: client, directory, at: now) }
        return standing.map { facts(of: $0.token, $0.live, scopes: $0.live.grant.scopes.filter(client.scopes.contains)) } ?? Self.inactive
    }

    private func maySee(_ token: AccessToken, _ client: Client) async throws -> Bool {
        if token.audience != issuer, client.resources.contains(token.audience) { return true }
        if client.firstParty, let product = client.product, token.audience == Self.audience(ofProduct: product) { return true }
        guard let owner = try await clients.client(token.client) else { return false }
        return owner.id == client.id || (client.firstParty && client.product != nil && client.product == owner.product)
    }

    private static var inactive: [UInt8] {
        var writer = JSONWriter()
        writer.add("active", false)
        return writer.finished()
    }

    /// `networks`: those that the client may be used from, for whoever knows where the request came from; none for every one.
    private func facts(of token: AccessToken, _ networks: [String]) -> [UInt8] {
        var writer = JSONWriter()
        writer.add("active", true)
        writer.add("iss", issuer)
        writer.add("sub", token.subject)
        writer.add("client_id", token.client.text)
        writer.add("token_type", token.boundTo == nil ? "Bearer" : "DPoP")
        writer.add(boundTo: token.boundTo)
        writer.add("scope", token.scopes.joined(separator: " "))
        writer.add("exp", token.expiresAt.seconds)
        writer.add("jti", token.id)
        writer.add("account", token.account?.text)
        writer.add("project", token.project?.text)
        writer.add("aud", token.audience)
        if !token.actors.isEmpty { writer.add("act", json: act(token.actors)) }
        if !networks.isEmpty { writer.add("networks", networks.joined(separator: " ")) }
        return writer.finished()
    }

    /// Has no `token_type`, because no API accepts a refresh token.
    private func facts(of token: StoredRefreshToken, _ live: LiveGrant, scopes: [String]) -> [UInt8] {
        var writer = JSONWriter()
        writer.add("active", true)
        writer.add("iss", issuer)
        writer.add("sub", live.subject.person.text)
        writer.add("client_id", live.grant.client.text)
        writer.add("scope", scopes.joined(separator: " "))
        writer.add("exp", token.expiresAt.seconds)
        writer.add("account", live.grant.account?.text)
        return writer.finished()
    }
}

extension Transaction {
    /// The refresh token with its live grant, if this client could use the token now.
    fileprivate func standing(
        refreshToken hash: TokenHash, of client: Client, _ directory: any SubjectDirectory, at now: Timestamp
    ) throws -> (token: StoredRefreshToken, live: LiveGrant)? {
        guard let token = try refreshToken(hash), token.usedAt == nil, now < token.expiresAt, let grant = try grant(token.grant),
            grant.client == client.id, grant.revokedAt == nil, let live = try live(grant, of: client, directory, at: now),
            live.inSession || grant.outlivesSession(of: client)
        else { return nil }
        return (token, live)
    }
}
