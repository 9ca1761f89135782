internal import Audit
package import Core
internal import Crypto
internal import SQL

/// A grant with the current data that its new tokens need.
package struct LiveGrant: Sendable {
    package var grant: Grant
    package var subject: Subject
    /// The person's current roles in the grant's account; nil for a grant without an account.
    package var roles: [String]?
    /// Whether its session is still live; only then a token contains the session id.
    package var inSession: Bool
    package var refreshToken: Secret<String>?
}

/// The result of a grant transaction. A refusal is a value, not an error, because an error would roll back what the transaction revoked.
enum GrantOutcome: Sendable {
    case live(LiveGrant)
    case refused(OAuthError)

    static func invalid(_ description: String) -> GrantOutcome { .refused(OAuthError(.invalidGrant, description)) }
}

struct StoredCode: Sendable, RowDecodable {
    var grant: GrantID
    var redirectURI: String
    var codeChallenge: String?
    var expiresAt: Timestamp
    var usedAt: Timestamp?

    init(row: Row) throws {
        grant = try row["grant_id"]
        redirectURI = try row["redirect_uri"]
        codeChallenge = try row["code_challenge"]
        expiresAt = try row["expires_at"]
        usedAt = try row["used_at"]
    }
}

/// A code presented at the token endpoint (RFC 6749 section 4.1.3, RFC 7636 section 4.5).
struct CodeExchange: Sendable {
    let code: TokenHash
    let client: Client
    let redirectURI: String?
    let verifier: String?
    /// Generated before the transaction; nil if the client may not refresh.
    let refreshToken: Secret<String>?
    let refreshExpiry: Timestamp
    /// The thumbprint of the key that the request proves; nil for none.
    let provedKey: String?

    func run(_ tx: Transaction, _ directory: any SubjectDirectory, at now: Timestamp) throws -> GrantOutcome {
        let unknown = GrantOutcome.invalid("The code is unknown, used or expired.")
        guard
            let stored = try tx.first(
                """
                SELECT grant_id, redirect_uri, code_challenge, expires_at, used_at FROM authorization_codes WHERE hash = \(code.bytes)
                """, as: StoredCode.self), let grant = try tx.grant(stored.grant), grant.client == client.id
        else { return unknown }
        // A second use of a code means that somebody else has seen it, so its grant is revoked (RFC 6749 section 4.1.2).
        guard stored.usedAt == nil else {
            try tx.revoke(grant.id, because: "code used twice", by: .client(client.id.text), at: now)
            return unknown
        }
        guard now < stored.expiresAt, grant.revokedAt == nil else { return unknown }
        guard stored.redirectURI == redirectURI else { return .invalid("redirect_uri is not the one the code was made for.") }
        guard proves(stored.codeChallenge) else { return .invalid("code_verifier does not fit.") }
        guard try tx.bind(grant, to: provedKey, of: client, isRefresh: false) else {
            return .invalid("It is bound to a key, and the request proves another one or none.")
        }
        guard try tx.run("UPDATE authorization_codes SET used_at = \(now) WHERE hash = \(code.bytes) AND used_at IS NULL") == 1 else {
            return unknown
        }
        guard try directory.isLive(grant.session, at: now, in: tx) else { return unknown }
        guard var live = try tx.live(grant, of: client, directory, at: now) else { return unknown }
        if let refreshToken {
            try tx.add(refreshToken, to: grant.id, until: refreshExpiry)
            live.refreshToken = refreshToken
        }
        try tx.noteUse(of: client, by: grant.person, at: now)
        return .live(live)
    }

    /// A verifier without a challenge is refused too: somebody removed the challenge from the request (RFC 9700 section 2.1.1).
    private func proves(_ challenge: String?) -> Bool {
        guard let challenge else { return verifier == nil }
        guard let verifier, (43...128).contains(verifier.utf8.count) else { return false }
        let hash = Base64URL.encode(Array(SHA256.hash(data: Array(verifier.utf8))))
        return constantTimeEqual(Array(hash.utf8), Array(challenge.utf8))
    }
}

extension Transaction {
    func add(_ token: Secret<String>, to grant: GrantID, until expiry: Timestamp) throws {
        let hash = TokenHash(token.exposed, purpose: .refreshToken)
        try run("INSERT INTO refresh_tokens (hash, grant_id, expires_at) VALUES (\(hash.bytes), \(grant), \(expiry))")
    }

    /// The grant with the current data of its person; nil if the person is suspended or no longer a member of the grant's product or
    /// account, or if the account asks for another sign-in than that of the grant.
    func live(_ grant: Grant, of client: Client, _ directory: any SubjectDirectory, at now: Timestamp) throws -> LiveGrant? {
        guard let subject = try directory.subject(grant.person, in: self) else { return nil }
        if let product = client.product, try !directory.person(subject.person, uses: product, in: self) { return nil }
        var roles: [String]?
        if let account = grant.account {
            roles = try directory.access(
                of: subject.person, to: account, product: client.product, after: grant.proved, in: self, at: now
            ).roles
            guard roles != nil else { return nil }
        }
        let inSession = try !grant.isAsserted && directory.isLive(grant.session, at: now, in: self)
        return LiveGrant(grant: grant, subject: subject, roles: roles, inSession: inSession, refreshToken: nil)
    }
}
