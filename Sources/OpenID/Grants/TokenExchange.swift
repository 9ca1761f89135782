internal import Core
internal import JOSE
internal import SQL

/// A client that acts for a person with a token that another client got for them (RFC 8693): same person, same account, never wider, and
/// dead with the grant that it comes from.
extension OpenIDProvider {
    static let accessTokenType = "urn:ietf:params:oauth:token-type:access_token"
    /// How many clients may act one behind another.
    private static let mostActors = 3

    /// Cost: a signature checked and one made, one read; nothing is stored.
    func exchangeToken(_ parameters: Parameters, _ client: Client, _ provedKey: String?, at now: Timestamp) async throws -> TokenAnswer {
        guard let text = parameters["subject_token"], parameters["subject_token_type"] == Self.accessTokenType else {
            throw OAuthError(.invalidRequest, "subject_token is an access token, and subject_token_type says so: \(Self.accessTokenType).")
        }
        guard parameters["requested_token_type"].map({ $0 == Self.accessTokenType }) ?? true else {
            throw OAuthError(.invalidRequest, "Only access tokens come of an exchange.")
        }
        guard parameters["actor_token"] == nil else {
            throw OAuthError(.invalidRequest, "The client itself is the actor: leave actor_token out.")
        }
        let unknown = OAuthError(.invalidRequest, "The subject token is not valid, or not one that this client may exchange.")
        guard let token = try? await verifier.token(text, audience: nil, at: now), let person = token.person,
            client.exchangesFrom.contains(token.client), let first = try await clients.client(token.client), !client.firstParty,
            client.product == first.product, token.actors.count < Self.mostActors, try await verifier.live(token, at: now) != nil
        else { throw unknown }
        // A token that is bound to a key is exchanged by whoever holds it.
        guard token.boundTo == nil || token.boundTo == provedKey else { throw unknown }
        let allowed = token.narrowed(to: first).scopes.filter { client.scopes.contains($0) && !Self.neverExchanged.contains($0) }
        let asked = parameters.words("scope")
        guard asked.allSatisfy(allowed.contains) else {
            throw OAuthError(.invalidScope, "An exchange gives no more than the subject token has, and the client is registered for.")
        }
        let scopes = asked.isEmpty ? allowed : asked
        guard parameters["audience"] == nil else { throw OAuthError(.invalidTarget, "Name what the token is for with resource.") }
        let resource = try client.resource(in: parameters)
        // A token for another API opens nothing here, so what comes of it is for one that the client names.
        guard token.audience == issuer || (resource != nil && client.resources.contains(token.audience)) else {
            throw OAuthError(.invalidTarget, "A token for another API is exchanged by that API alone, for a resource that it names.")
        }
        let directory = directory
        let proved = token.proved
        let roles = try await database.read { tx -> [String]? in
            guard let account = token.account, let subject = try directory.subject(person, in: tx) else { return nil }
            return try directory.access(
                of: subject.person, to: account, product: client.product, after: proved, in: tx, at: now
            ).roles
        }
        if token.account != nil, roles == nil { throw unknown }
        let expiry = min(now + lifetimes.accessToken, token.expiresAt)
        let facts = ExchangedToken(token: token, client: client, scopes: scopes, roles: roles, resource: resource, boundTo: provedKey)
        let made = try facts.claims(issuer: issuer, id: Base64URL.encode(random.bytes(16)), until: expiry, at: now)
        let signed = try await keys.signingKey(.es256, at: now).sign(made, as: .accessToken)
        return TokenAnswer(
            accessToken: signed, expiresIn: expiry.seconds - now.seconds, scopes: scopes,
            kind: .init(isBound: provedKey != nil, issuedType: Self.accessTokenType))
    }

    private static var neverExchanged: Set<String> { [Scope.openid, Scope.offlineAccess] }
}

/// What a token says that came of an exchange.
private struct ExchangedToken {
    let token: AccessToken
    let client: Client
    let scopes: [String]
    let roles: [String]?
    let resource: String?
    let boundTo: String?

    func claims(issuer: String, id: String, until expiry: Timestamp, at now: Timestamp) throws -> [UInt8] {
        var claims = JSONWriter()
        claims.add("iss", issuer)
        claims.add("sub", token.subject)
        claims.add("aud", resource ?? issuer)
        claims.add("client_id", client.id.text)
        claims.add("iat", now.seconds)
        claims.add("exp", expiry.seconds)
        claims.add("jti", id)
        claims.add("scope", scopes.joined(separator: " "))
        claims.add("grant", token.grant?.text)
        claims.add("sid", token.session?.text)
        if let signedIn = token.authenticatedAt { claims.add("auth_time", signedIn.seconds) }
        claims.add("acr", token.context?.rawValue)
        if !token.methods.isEmpty { claims.add("amr", token.methods) }
        claims.add("account", token.account?.text)
        if let roles { claims.add("roles", roles) }
        claims.add("act", json: act([client.id.text] + token.actors))
        claims.add(boundTo: boundTo)
        return claims.finished()
    }

}

/// The last actor first, each with those before it (RFC 8693 section 4.1).
func act(_ actors: [String]) -> [UInt8] {
    var writer = JSONWriter()
    writer.add("sub", actors[0])
    if actors.count > 1 { writer.add("act", json: act(Array(actors.dropFirst()))) }
    return writer.finished()
}
