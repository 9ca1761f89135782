package import Core
internal import JOSE
package import SQL
private import Synchronization

/// Checks access tokens for this server's own APIs: first the token alone, then the current data (client, grant, session, person).
package struct AccessTokenVerifier: Sendable {
    package let issuer: String
    let keys: KeyStore
    let clients: ClientCache
    let database: any Database
    let directory: any SubjectDirectory

    /// Checks the signature, `typ`, `iss`, `aud` and `exp`, and nothing that happened since. If `audience` is nil, any audience is
    /// accepted. Throws `TokenRefusal`, `SQLError`.
    package func token(_ text: String, audience: String?, at now: Timestamp) async throws -> AccessToken {
        let set = try await keys.keySet(at: now)
        let wanted = try audience ?? Self.audience(of: text, keys: set)
        let claims = try TokenCheck(.accessToken, issuer: issuer, audience: wanted).claims(of: text, keys: set, at: now)
        guard let key = try SignedToken(text).kid, let token = AccessToken(claims, key: key) else { throw TokenRefusal.malformed }
        return token
    }

    /// The audience that the token itself names, for revocation and introspection, which accept any audience of ours.
    private static func audience(of text: String, keys: KeySet) throws -> String {
        let payload = try SignedToken(text).payload(verifiedWith: keys, algorithms: TokenUse.accessToken.algorithms)
        guard let audience = try JSONValue(parsing: payload)["aud"]?.strings?.first else { throw TokenRefusal.claim("aud") }
        return audience
    }

    /// Accepts a bearer token for an API of this server, only if its client, grant, session and person are valid now, and if it is bound to no
    /// key. Throws `BearerRefusal`, `SQLError`.
    package func accept(authorization header: String?, scope: String? = nil, at now: Timestamp) async throws -> AccessToken {
        guard let token = header.flatMap(BearerToken.read) else { throw BearerRefusal.missing }
        return try await accept(bearer: token.exposed, scope: scope, at: now)
    }

    package func accept(bearer: String, scope: String? = nil, at now: Timestamp) async throws -> AccessToken {
        let token = try await standing(bearer, at: now)
        guard token.boundTo == nil else { throw BearerRefusal.invalid }
        if let scope, !token.has(scope) { throw BearerRefusal.scope(scope) }
        return token
    }

    /// The token as it counts now, however it is presented. Throws `BearerRefusal.invalid`, `SQLError`.
    func standing(_ text: String, at now: Timestamp) async throws -> AccessToken {
        let signed = try await signedToken(text, at: now)
        guard let token = try await live(signed, at: now) else { throw BearerRefusal.invalid }
        return token
    }

    /// Checks a token for this server's own APIs without the current data. Throws `BearerRefusal.invalid`, `SQLError`.
    package func signedToken(_ text: String, at now: Timestamp) async throws -> AccessToken {
        do { return try await token(text, audience: issuer, at: now) } catch is TokenRefusal { throw BearerRefusal.invalid }
    }

    /// Whether the key that signed the token is still accepted, for callers that cache checked tokens.
    package func trustsKey(of token: AccessToken, at now: Timestamp) async throws -> Bool { try await keys.shows(token.key, at: now) }

    /// The token as it counts now, with the present scopes of its client; nil if its client, grant, session, person or account membership
    /// is no longer valid. For a client's own token, only the client is checked.
    package func live(_ token: AccessToken, at now: Timestamp) async throws -> AccessToken? {
        guard let client = try await clients.client(token.client), !client.isOver(at: now) else { return nil }
        guard token.person != nil else { return token.narrowed(to: client) }
        let directory = directory
        let isLive = try await database.read { tx in try tx.isLive(token, of: client, directory, at: now) }
        return isLive ? token.narrowed(to: client) : nil
    }
}

extension Transaction {
    /// The same check inside a transaction, for an API that reads from the database anyway. Only for a person's token; false for any other.
    package func isLive(_ token: AccessToken, of client: Client, _ directory: any SubjectDirectory, at now: Timestamp) throws -> Bool {
        guard client.revokedAt == nil, let person = token.person, let grantID = token.grant, let grant = try grant(grantID),
            grant.revokedAt == nil, let subject = try directory.subject(person, in: self)
        else { return false }
        // What came of an exchange is no wider than any client in its chain is registered for now.
        for other in Set(token.actors + [grant.client.text]) where other != client.id.text {
            guard let between = try ClientID(other).flatMap({ try self.client($0) }), between.revokedAt == nil,
                token.scopes.allSatisfy(between.scopes.contains)
            else { return false }
        }
        if let session = token.session {
            guard try directory.isLive(session, at: now, in: self) else { return false }
        } else if grant.isAsserted {
            guard let product = client.product,
                try directory.signsInThere(
                    grant.person, at: product, since: grant.authenticatedAt, in: self)
            else { return false }
        } else {
            guard grant.outlivesSession(of: client) else { return false }
        }
        // The person must still be a member of the token's account. Roles are read again where they matter.
        if let account = token.account {
            return try directory.access(
                of: subject.person, to: account, product: client.product, after: grant.proved, in: self, at: now
            ).roles != nil
        }
        return true
    }
}

/// Caches access tokens whose signature was checked, by their hash, because a product asks for many decisions with one token. What can
/// change (the key, the client, the session, the person) is still checked at each request.
package final class TokenCache: Sendable {
    private let verifier: AccessTokenVerifier
    private let known = Mutex<[TokenHash: AccessToken]>([:])
    private static let limit = 4096

    package init(_ verifier: AccessTokenVerifier) { self.verifier = verifier }

    /// Throws `BearerRefusal.invalid`, `SQLError`.
    package func token(_ text: String, at now: Timestamp) async throws -> AccessToken {
        let hash = TokenHash(text, purpose: .accessToken)
        if let token = known.withLock({ $0[hash] }), now < token.expiresAt, try await verifier.trustsKey(of: token, at: now) {
            return token
        }
        let token = try await verifier.signedToken(text, at: now)
        known.withLock { known in
            if known.count >= Self.limit { known = known.filter { now < $0.value.expiresAt } }
            if known.count >= Self.limit { known.removeAll(keepingCapacity: true) }
            known[hash] = token
        }
        return token
    }
}
