package import Core
package import IDSite
package import Identity
internal import Language
package import SQL
internal import Transition
package import Web

/// Leads to the guide after a first sign-in, and to the offer to join: after a sign-in, and from a product that the person is no member of.
package struct MoveContinuation: SignInContinuation {
    let database: any Database
    let clock: any WallClock
    let keyring: Keyring

    package init(database: any Database, clock: any WallClock, keyring: Keyring) {
        self.database = database
        self.clock = clock
        self.keyring = keyring
    }

    /// The page to show after a sign-in: that of the guide until the person is through, then the path of the offer, if there is one and it
    /// was not postponed; nil otherwise.
    package func next(after session: Session, returnTo: LocalPath) async throws -> Path? {
        let now = clock.now()
        let (isGuided, isJoinDue) = try await database.read { [keyring] tx in
            (try tx.moveGuide(for: session.personID, keyring, at: now) != nil, try tx.isJoinDue(for: session, at: now))
        }
        if isGuided { return GuidePath.guide(returningTo: returnTo.text) }
        return isJoinDue ? JoinPath.offer(returningTo: returnTo.text) : nil
    }

    /// The path of the offer, also of one that was postponed; nil if there is none.
    package func waiting(for session: Session) async throws -> Path? {
        let now = clock.now()
        let offers = try await database.read { try $0.joinOffers(for: session, at: now) }
        return offers.isEmpty ? nil : JoinPath.offer(returningTo: LocalPath.home.text)
    }

    /// Another sign-in can always be joined; what was joined in the last 30 days can be separated.
    package func links(for person: PersonID) async throws -> [ContinuationLink] {
        let now = clock.now()
        let isJoined = try await database.read { try !$0.undoableJoins(of: person, at: now).isEmpty }
        let other = ContinuationLink("join.other-link", JoinPath.other)
        return isJoined ? [other, ContinuationLink("join.joined-link", JoinPath.joined)] : [other]
    }

    /// The path of the offer, for a signed-in person who wants to use a product that another login with the same address has. A postponed
    /// offer counts too; nil if there is none.
    package func path(toBringIn product: String, after session: Session, returnTo: Path) async throws -> Path? {
        let now = clock.now()
        let offers = try await database.read { try $0.joinOffers(for: session, at: now) }
        guard offers.contains(where: { $0.products.contains(product) }) else { return nil }
        return JoinPath.offer(returningTo: returnTo.text)
    }
}
