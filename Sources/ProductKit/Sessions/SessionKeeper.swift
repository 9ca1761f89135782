internal import Core
internal import SQL
internal import Web

/// The sessions of one product: finds them by their cookie, keeps their tokens fresh, and ends them.
struct SessionKeeper: Sendable {
    let database: any Database
    let cookieName: String
    let keyring: Keyring
    let party: RelyingParty
    let clock: any WallClock
    private let refreshes = RefreshFlights()

    init(database: any Database, cookieName: String, keyring: Keyring, party: RelyingParty, clock: any WallClock) {
        self.database = database
        self.cookieName = cookieName
        self.keyring = keyring
        self.party = party
        self.clock = clock
    }

    /// The session of the request's cookie; nil if there is no valid one.
    func session(of request: WebRequest) async throws -> ProductSession? {
        guard let token = request.cookie(cookieName), RandomToken.isWellFormed(token) else { return nil }
        let hash = TokenHash(token, purpose: .productSession)
        let now = clock.now()
        guard let session = try await database.read({ tx in try tx.session(hash, at: now) }) else { return nil }
        if now - session.lastSeen > .minutes(5) { try await database.write { tx in try tx.touchSession(hash, at: now) } }
        return session
    }

    /// The session's tokens. They are refreshed if the access token is about to expire or equals `stale`, which the ID no longer accepts.
    /// nil if the ID gives no new tokens; the session is then ended.
    func tokens(of session: ProductSession, stale: Secret<String>? = nil) async throws -> Tokens? {
        let tokens = try Tokens(sealed: session.sealedTokens, keyring: keyring)
        let isStale = stale.map { $0.matches(tokens.access.exposed) } ?? false
        guard isStale || tokens.accessExpires <= clock.now() + .seconds(5) else { return tokens }
        do {
            return try await refreshes.tokens(for: session.tokenHash) { [self] in
                // Another request may have refreshed the tokens since the session was read.
                let now = clock.now()
                if let fresh = try await database.read({ tx in try tx.session(session.tokenHash, at: now) }) {
                    let kept = try Tokens(sealed: fresh.sealedTokens, keyring: keyring)
                    if !kept.access.matches(tokens.access.exposed), kept.accessExpires > now + .seconds(5) { return kept }
                }
                let new = try await renewed(tokens)
                let sealed = try new.sealed(by: keyring)
                try await database.write { tx in try tx.setTokens(sealed, of: session.tokenHash) }
                return new
            }
        } catch RelyingPartyError.refused {
            try await end(session)
            return nil
        }
    }

    /// New tokens by what began the session: the product's own word, or a refresh token.
    private func renewed(_ tokens: Tokens) async throws -> Tokens {
        if let own = tokens.own { return try await party.tokens(for: own) }
        guard let refresh = tokens.refresh else { throw RelyingPartyError.refused("no refresh token") }
        var new = try await party.refresh(refresh)
        new.idToken = new.idToken ?? tokens.idToken
        new.refresh = new.refresh ?? refresh
        return new
    }

    func end(_ session: ProductSession) async throws {
        try await database.write { tx in try tx.removeSession(session.tokenHash) }
    }
}
