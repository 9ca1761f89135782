internal import Core
internal import OpenID
private import Synchronization

/// Caches access tokens whose signature was checked, by their hash, because a product asks for many decisions with one token. What can
/// change (the key, the client, the session, the person) is still checked at each request.
final class TokenCache: Sendable {
    private let verifier: AccessTokenVerifier
    private let known = Mutex<[TokenHash: AccessToken]>([:])
    private static let limit = 4096

    init(_ verifier: AccessTokenVerifier) { self.verifier = verifier }

    /// Throws `BearerRefusal.invalid`, `SQLError`.
    func token(_ text: String, at now: Timestamp) async throws -> AccessToken {
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
