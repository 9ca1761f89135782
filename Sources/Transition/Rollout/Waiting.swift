package import Access
internal import Audit
package import Core
internal import Identity
package import SQL

/// When the person's sign-in moves, for whoever still signs in at the product itself.
package struct MoveAhead: Sendable, Equatable {
    package let at: Timestamp
    /// Whether they may put it off.
    package let mayWait: Bool

    /// So long before it the product says so.
    package static let ahead = Announcement.ahead
    /// By so much it is put off.
    package static let wait: Duration = .days(7)
}

extension Transaction {
    /// When a phase takes the person in within the next seven days, or does so now; nil if none does, or if they are inside.
    ///
    /// Cost: about twenty indexed reads whatever others agreed to, for a session of the product's own sign-in during its move.
    package func moveAhead(of person: PersonID, in product: ProductID, _ keyring: Keyring, at now: Timestamp) throws -> MoveAhead? {
        let phases = try rolloutPhases(of: product).filter(\.state.counts)
        guard !phases.isEmpty, try signsInClassically(person, at: product, keyring), try !isHeld(person, of: product),
            try !isBraked(person, of: product, at: now)
        else { return nil }
        let wait = try wait(of: person, for: product)
        let logins = try logins(of: person, in: product, knownBy: classicNames(of: person, at: product), phases)
        let accounts = logins.first?.accounts.map(\.id) ?? []
        let starts = phases.filter { $0.state == .running }.flatMap { phase in
            [phase.startsAt].compactMap(\.self) + accounts.compactMap { phase.days[$0] }
        }
        let soon = (starts + [wait].compactMap(\.self)).filter { $0 > now && $0 <= now + MoveAhead.ahead }
        for moment in [now] + Set(soon).sorted() where wait.map({ $0 <= moment }) ?? true {
            guard let phase = phases.taking(logins, at: moment) else { continue }
            return MoveAhead(at: moment, mayWait: phase.terms.mayWait && wait == nil)
        }
        return nil
    }

    /// Whether they were rolled back, and no phase takes them in for now.
    func isHeld(_ person: PersonID, of product: ProductID) throws -> Bool {
        try first("SELECT 1 AS one FROM rollout_returns WHERE product = \(product) AND person_id = \(person) AND is_held = 1") != nil
    }

    /// Until when the person put it off; nil if they did not.
    func wait(of person: PersonID, for product: ProductID) throws -> Timestamp? {
        try first("SELECT until FROM rollout_waits WHERE product = \(product) AND person_id = \(person)")?["until"]
    }

    /// "Not now": the person goes on at the product itself for seven days from the day on which they would move. Returns until when; nil if
    /// they may not, or not again.
    package func wait(as person: PersonID, in product: ProductID, _ keyring: Keyring, at now: Timestamp) throws -> Timestamp? {
        guard let ahead = try moveAhead(of: person, in: product, keyring, at: now), ahead.mayWait else { return nil }
        return try noteWait(of: person, in: product, until: ahead.at + MoveAhead.wait, at: now)
    }

    /// Whether somebody who has just come inside may go back for seven days.
    package func mayReturn(_ person: PersonID, to product: ProductID, _ keyring: Keyring, at now: Timestamp) throws -> Bool {
        guard try wait(of: person, for: product) == nil,
            let id: RolloutPhaseID = try first(
                """
                SELECT phase_id FROM rollout_logins
                WHERE product = \(product) AND person_id = \(person) AND succeeded_at IS NOT NULL AND phase_id IS NOT NULL
                """)?["phase_id"],
            try rolloutPhases(of: product).contains(where: { $0.id == id && $0.state.counts && $0.terms.mayWait }),
            try classicProduct(product) != nil
        else { return false }
        return try RollBack(self, to: product, keyring, at: now, by: .person(person)).obstacle(for: person) == nil
    }

    /// "Not now", said after the first sign-in at the ID: the person is as if they had not come inside, for seven days. Their sessions at the
    /// ID end. Returns until when; nil if they may not.
    package func goBack(as person: PersonID, to product: ProductID, _ keyring: Keyring, at now: Timestamp) throws -> Timestamp? {
        guard try mayReturn(person, to: product, keyring, at: now),
            try RollBack(self, to: product, keyring, at: now, by: .person(person)).run(person, held: false) == nil
        else { return nil }
        return try noteWait(of: person, in: product, until: now + MoveAhead.wait, at: now)
    }

    private func noteWait(of person: PersonID, in product: ProductID, until: Timestamp, at now: Timestamp) throws -> Timestamp {
        try run("INSERT INTO rollout_waits (product, person_id, until) VALUES (\(product), \(person), \(until))")
        try run("DELETE FROM rollout_logins WHERE product = \(product) AND person_id = \(person) AND succeeded_at IS NULL")
        try append(
            AuditEvent(
                .movePutOff, by: .person(person), on: person.text, details: ["product": product.rawValue, "until": until.rfc3339]), at: now)
        return until
    }
}
