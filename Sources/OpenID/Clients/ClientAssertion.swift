internal import Core
internal import JOSE

/// A token that a client signed with its own key to say which client it is (RFC 7523 section 3, `private_key_jwt`). It counts once.
struct ClientAssertion: Sendable {
    let id: TokenHash
    let expiresAt: Timestamp

    /// How long one counts at most. Libraries make them for minutes up to an hour.
    static let longest = Duration.minutes(65)
    static let algorithms: [Algorithm] = [.rs256, .es256, .edDSA]
    private static let types = ["JWT", "client-authentication+jwt"]

    /// Throws `invalid_client` for anything but an assertion of this client for this server alone.
    init(_ text: String, of client: Client, issuer: String, at now: Timestamp) throws(OAuthError) {
        // One way for each client: whoever has a secret shows that.
        guard client.secretHash == nil, let keys = client.keySet else {
            throw OAuthError(.invalidClient, "This client has no key to sign with.")
        }
        let claims: TokenClaims
        do {
            let named = try SignedToken(text).type
            let type = Self.types.first { $0.lowercased() == named?.lowercased() } ?? Self.types[0]
            let use = TokenUse(
                type: type, typeMayBeMissing: true, issueTimeMayBeMissing: true, algorithms: Set(Self.algorithms))
            claims = try TokenCheck(use, issuer: client.id.text, audience: issuer).claims(of: text, keys: keys, at: now)
        } catch { throw OAuthError(.invalidClient, "The assertion is not readable, not signed by this client, or its time is over.") }
        guard claims.text("sub") == client.id.text else { throw OAuthError(.invalidClient, "sub is the client's id, like iss.") }
        guard claims.texts("aud") == [issuer] else { throw OAuthError(.invalidClient, "aud is this server's issuer and nothing else.") }
        guard let expiry = claims.time("exp"), expiry <= now + Self.longest else {
            throw OAuthError(.invalidClient, "exp is at most an hour away.")
        }
        guard let id = claims.text("jti"), (1...256).contains(id.utf8.count) else {
            throw OAuthError(.invalidClient, "jti is missing, or longer than 256 bytes.")
        }
        self.id = TokenHash(client.id.text + " " + id, purpose: .clientAssertion)
        expiresAt = expiry
    }

    /// Whose the assertion claims to be, before anything is checked.
    static func claimedClient(of text: String) -> String? {
        let parts = text.utf8.count <= SignedToken.longest ? text.split(separator: ".", omittingEmptySubsequences: false) : []
        guard parts.count == 3, let payload = Base64URL.decode(String(parts[1])), let claims = try? JSONValue(parsing: payload) else {
            return nil
        }
        return claims["sub"]?.string
    }
}

extension Client {
    /// Its public keys; nil for none.
    var keySet: KeySet? { assertionKeys.flatMap { try? KeySet(jwks: JSONValue(parsing: Array($0.utf8))) } }
}
