package import Core
package import Credentials
package import SQL

/// The steps of signing in: address, password, second factor. Each is checked against the stored sign-in.
///
/// Every guess is counted in a separate transaction, which is committed before the guess is checked (threat 9).
package struct SignInSteps: Sendable {
    package var database: any Database
    package var clock: any WallClock
    package var hashing: HashingPool
    package var keyring: Keyring
    package var defence: GuessingDefence
    package var passkeys: PasskeySite
    /// How changes are disputed; nil where mails have no link for it.
    package var disputes: Disputes?
    /// nil where every old product gave its passwords away.
    package var oldPasswords: (any OldPasswords)?
    /// nil where nobody watches.
    package var watch: (any SignInWatch)?

    package init(
        database: any Database, clock: any WallClock, hashing: HashingPool, keyring: Keyring, defence: GuessingDefence,
        passkeys: PasskeySite
    ) {
        self.database = database
        self.clock = clock
        self.hashing = hashing
        self.keyring = keyring
        self.defence = defence
        self.passkeys = passkeys
    }

    /// The browser's part of a request: its origin, the session it has, and the tokens by which it is known (`KnownBrowser`) and trusted
    /// (`TrustedBrowser`).
    package struct Browser: Sendable {
        package var origin: ClientOrigin
        package var sessionToken: Secret<String>?
        package var knownToken: Secret<String>?
        package var trustedToken: Secret<String>?
        /// Whether the person wants to trust it from now on, once their second factor is proved.
        package var asksForTrust = false
        package init(
            _ origin: ClientOrigin, sessionToken: Secret<String>? = nil, knownToken: Secret<String>? = nil,
            trustedToken: Secret<String>? = nil
        ) {
            self.origin = origin
            self.sessionToken = sessionToken
            self.knownToken = knownToken
            self.trustedToken = trustedToken
        }
    }

    package struct Started: Sendable {
        package let session: Session
        /// For the cookie; only its hash is stored.
        package let token: Secret<String>
        /// For the cookie by which this browser is known from now on.
        package let knownToken: Secret<String>
        /// For the cookie by which this browser is trusted from now on; nil if it did not become so.
        package let trustedToken: Secret<String>?
        /// The product that asked for the sign-in.
        package var product: String?
    }

    package enum Outcome: Sendable {
        /// With the path on this server where the person was going.
        case signedIn(Started, returnTo: String)
        case secondFactor
        case wrong
        /// No password here is that long. Nothing was counted or checked, so that nobody's server works for it.
        case tooLong
        /// Returned only after the right password.
        case suspended(SignIn)
        case wait(Duration)
        /// An old product that keeps its passwords does not answer. It is nobody's failure, so no try was used.
        case oldProductSilent
        /// So many strangers guessed in a row that only a new password, or a browser that is known, gets in.
        case onlyReset
        /// The sign-in has expired, is over, or is not at this stage.
        case expired
    }

    /// Step 1: the address. Looks nobody up, so the same happens for every address. Returns the token of the sign-in: the one that is given,
    /// which nobody else must know, or a new one.
    @discardableResult
    package func begin(
        address: EmailAddress, returnTo: String, askedBy party: AskingParty?, from origin: ClientOrigin,
        token: Secret<String> = SystemRandom().token()
    ) async throws -> Secret<String> {
        try await begin(login: address.written, returnTo: returnTo, askedBy: party, from: origin, token: token)
    }

    /// The same for an address or a name of an old product, which the page has checked.
    @discardableResult
    package func begin(
        login: String, returnTo: String, askedBy party: AskingParty?, from origin: ClientOrigin, token: Secret<String>
    ) async throws -> Secret<String> {
        let now = clock.now()
        let keyring = keyring
        let signIn = SignIn(
            stage: .password, returnTo: returnTo, party: party, address: login, personID: nil, alsoProved: [], factorID: nil,
            expiresAt: now + SignIn.lifetime)
        let network = ClientNetwork(origin.address)
        // Read outside the transaction, so that sign-ins of one network do not wait for each other. The oldest are deleted to make room.
        let surplus = try await database.read { try $0.surplusSignIns(of: network) }
        try await database.write { tx in
            if !surplus.isEmpty { try tx.run("DELETE FROM sign_ins WHERE token_hash IN \(list: surplus)") }
            try tx.begin(signIn, token: token, from: network, keyring, at: now)
        }
        return token
    }
}
