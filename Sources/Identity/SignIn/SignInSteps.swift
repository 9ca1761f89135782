package import Core
package import Credentials
package import SQL

/// The steps of signing in, each against the stored sign-in: address, password, second factor.
///
/// Every guess is counted in a transaction of its own that has committed before the guess is looked at (threats.md, 9).
package struct SignInSteps: Sendable {
    package var database: any Database
    package var clock: any WallClock
    package var hashing: HashingPool
    package var keyring: Keyring
    package var limits: TryLimits
    package var floor: RefusalFloor
    package var slowest: SlowestCheck
    /// Told in the same transaction which sessions ended, so that the products can be told.
    package var sessionsEnded: SessionsEnded
    /// Told in the same transaction whose permissions to programs end, those that outlive a session too; the session kept keeps its own.
    package var grantsEnded: GrantsEnded

    package typealias SessionsEnded = @Sendable (Transaction, [SessionID], Timestamp) throws -> Void
    package typealias GrantsEnded = @Sendable (Transaction, _ person: PersonID, _ kept: SessionID?, Timestamp) throws -> Void

    package init(
        database: any Database, clock: any WallClock, hashing: HashingPool, keyring: Keyring, limits: TryLimits = TryLimits(),
        floor: RefusalFloor? = nil, slowest: SlowestCheck = SlowestCheck(), sessionsEnded: @escaping SessionsEnded = { _, _, _ in },
        grantsEnded: @escaping GrantsEnded = { _, _, _, _ in }
    ) {
        (self.database, self.clock, self.hashing, self.keyring) = (database, clock, hashing, keyring)
        (self.limits, self.floor, self.slowest) = (limits, floor ?? RefusalFloor(clock: clock), slowest)
        (self.sessionsEnded, self.grantsEnded) = (sessionsEnded, grantsEnded)
    }

    /// The browser's side of a request: where it comes from, and the session it has.
    package struct Browser: Sendable {
        package var origin: ClientOrigin
        package var sessionToken: Secret<String>?
        package init(_ origin: ClientOrigin, sessionToken: Secret<String>? = nil) {
            (self.origin, self.sessionToken) = (origin, sessionToken)
        }
    }

    package struct Started: Sendable {
        package let session: Session
        /// For the cookie; nothing but its hash is kept.
        package let token: Secret<String>
    }

    package enum Outcome: Sendable {
        case signedIn(Started)
        case secondFactor
        case wrong
        /// Said after the right password alone.
        case suspended
        case wait(Duration)
        /// Too long ago, over, or not at this stage.
        case expired
    }

    /// Step 1. Looks nobody up: the same happens for every address. Answers the token for the browser.
    package func begin(address: EmailAddress, returnTo: String, product: String?, from origin: ClientOrigin) async throws -> Secret<String>
    {
        let token = SystemRandom().token()
        let (now, keyring) = (clock.now(), keyring)
        let signIn = SignIn(
            stage: .password, returnTo: returnTo, product: product, address: address.written, personID: nil, alsoProved: [], factorID: nil,
            expiresAt: now + SignIn.lifetime)
        let network = ClientNetwork(origin.address)
        // Looked at outside the transaction, so that sign-ins of one network do not wait for each other. The oldest makes room.
        let surplus = try await database.read { try $0.surplusSignIns(of: network) }
        try await database.write { tx in
            if !surplus.isEmpty { try tx.run("DELETE FROM sign_ins WHERE token_hash IN \(list: surplus)") }
            try tx.begin(signIn, token: token, from: network, keyring, at: now)
        }
        return token
    }
}
