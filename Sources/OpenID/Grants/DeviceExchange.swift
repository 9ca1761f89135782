internal import Core
internal import SQL

/// A device that asks whether it may come in (RFC 8628 section 3.4). It gets its tokens once.
struct DeviceExchange: Sendable {
    let code: TokenHash
    let client: Client
    /// Generated before the transaction; nil if the client may not refresh.
    let refreshToken: Secret<String>?
    let refreshExpiry: Timestamp
    /// The thumbprint of the key that the request proves; nil for none.
    let provedKey: String?

    func run(_ tx: Transaction, _ directory: any SubjectDirectory, at now: Timestamp) throws -> GrantOutcome {
        let unknown = GrantOutcome.invalid("The device code is unknown or used.")
        guard let found = try tx.deviceRequest(code), found.client == client.id else { return unknown }
        guard now < found.expiresAt else { return .refused(OAuthError(.expiredToken, "The device waited too long. Begin again.")) }
        switch found.state {
        case .denied: return .refused(OAuthError(.accessDenied, "The person does not want it."))
        case .waiting:
            let tooSoon = found.polledAt.map { now < $0 + .seconds(found.wait) } ?? false
            let wait = tooSoon ? found.wait + 5 : found.wait
            try tx.run("UPDATE device_requests SET polled_at = \(now), wait = \(wait) WHERE device_hash = \(code.bytes)")
            return .refused(
                tooSoon
                    ? OAuthError(.slowDown, "Wait \(wait) seconds between two questions.")
                    : OAuthError(.authorizationPending, "The person has not answered yet."))
        case .approved: break
        }
        guard try tx.run("DELETE FROM device_requests WHERE device_hash = \(code.bytes)") == 1, let id = found.grant,
            let grant = try tx.grant(id), grant.revokedAt == nil,
            try grant.outlivesSession(of: client) || directory.isLive(grant.session, at: now, in: tx),
            try tx.bind(grant, to: provedKey, of: client, isRefresh: false), var live = try tx.live(grant, of: client, directory, at: now)
        else { return unknown }
        if let refreshToken {
            try tx.add(refreshToken, to: grant.id, until: refreshExpiry)
            live.refreshToken = refreshToken
        }
        try tx.noteUse(of: client, by: grant.person, at: now)
        return .live(live)
    }
}
