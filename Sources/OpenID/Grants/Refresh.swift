internal import Audit
internal import Core
internal import Crypto
internal import Foundation
internal import SQL

/// A refresh token presented at the token endpoint (RFC 6749 section 6, RFC 9700 section 4.14). Each token is used once and returns its
/// successor.
///
/// The successor is derived from the used token, so that the same token can be returned again for some seconds although only hashes are
/// stored. If a used token is presented later, or after its successor was used, it counts as stolen: the whole grant is revoked.
struct Refresh: Sendable {
    let presented: TokenHash
    let successor: Secret<String>
    let client: Client
    let lifetimes: Lifetimes
    /// The thumbprint of the key that the request proves; nil for none.
    let provedKey: String?

    init(_ token: Secret<String>, client: Client, keyring: Keyring, lifetimes: Lifetimes, provedKey: String?) {
        self.provedKey = provedKey
        presented = TokenHash(token.exposed, purpose: .refreshToken)
        let key = SymmetricKey(data: keyring.derivedKey("refresh token successor").exposed)
        successor = Secret(Base64URL.encode(Array(HMAC<SHA256>.authenticationCode(for: Array(token.exposed.utf8), using: key))))
        self.client = client
        self.lifetimes = lifetimes
    }

    func run(_ tx: Transaction, _ directory: any SubjectDirectory, at now: Timestamp) throws -> GrantOutcome {
        let unknown = GrantOutcome.invalid("The refresh token is unknown, used, revoked or expired.")
        guard let stored = try tx.refreshToken(presented), let grant = try tx.grant(stored.grant), grant.client == client.id,
            grant.revokedAt == nil, now < stored.expiresAt
        else { return unknown }
        guard try tx.bind(grant, to: provedKey, of: client, isRefresh: true) else {
            return .invalid("It is bound to a key, and the request proves another one or none.")
        }
        let next = TokenHash(successor.exposed, purpose: .refreshToken)
        if let usedAt = stored.usedAt {
            let unusedSuccessor = try tx.refreshToken(next).map { $0.usedAt == nil } ?? false
            guard now <= usedAt + lifetimes.refreshRepeat, unusedSuccessor else {
                try tx.revoke(grant.id, because: "refresh token used twice", by: .client(client.id.text), at: now)
                return unknown
            }
        }
        let inSession = try directory.isLive(grant.session, at: now, in: tx)
        guard inSession || grant.outlivesSession(of: client), var live = try tx.live(grant, of: client, directory, at: now) else {
            return unknown
        }
        if stored.usedAt == nil {
            guard try tx.run("UPDATE refresh_tokens SET used_at = \(now) WHERE hash = \(presented.bytes) AND used_at IS NULL") == 1 else {
                return unknown
            }
            try tx.run(
                """
                INSERT INTO refresh_tokens (hash, grant_id, expires_at)
                VALUES (\(next.bytes), \(grant.id), \(now + lifetimes.refreshToken))
                """)
            try tx.noteUse(of: client, by: grant.person, at: now)
        }
        live.refreshToken = successor
        return .live(live)
    }
}

struct StoredRefreshToken: Sendable, RowDecodable {
    let grant: GrantID
    let expiresAt: Timestamp
    let usedAt: Timestamp?

    init(row: Row) throws {
        grant = try row["grant_id"]
        expiresAt = try row["expires_at"]
        usedAt = try row["used_at"]
    }
}

extension Transaction {
    func refreshToken(_ hash: TokenHash) throws -> StoredRefreshToken? {
        try first("SELECT grant_id, expires_at, used_at FROM refresh_tokens WHERE hash = \(hash.bytes)", as: StoredRefreshToken.self)
    }
}
