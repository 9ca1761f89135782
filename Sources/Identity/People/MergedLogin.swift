internal import Audit
package import Core
internal import Language
internal import Outbox
package import SQL

/// What of a person came from the login that was joined into theirs: what goes back when they are separated.
package struct MergedLogin: Sendable {
    package var other: PersonID
    package var addresses: Set<AddressID> = []
    package var loginNames: Set<LoginNameKey> = []
    package var factors: Set<SecondFactorID> = []
    package var passkeys: Set<PasskeyID> = []
    /// Those who had been joined into the other before.
    package var people: Set<PersonID> = []
    /// Whether the recovery codes of the other became those of the person.
    package var hasCodes = false
    /// The password that the join ended; nil if there was none.
    package var password: StoredPassword?
    /// When the password that stayed was set.
    package var keptPasswordAt: Timestamp?
    package var keptName = ""

    package init(_ other: PersonID) { self.other = other }

    /// A name that somebody signs in with at one product.
    package struct LoginNameKey: Hashable, Sendable {
        package let product: String
        package let canonical: String
        package init(product: String, canonical: String) {
            self.product = product
            self.canonical = canonical
        }
    }
}

/// How two joined logins are separated.
package struct SeparationTerms: Sendable {
    /// Whether the join, or a change since, was not the person's: nothing of it goes over to the other login.
    let isDisputed: Bool
    /// The one session that goes on.
    let session: SessionID?
    let keyring: Keyring

    /// As the person asks for it in that session; nil: as a mail's link asks, whose reader says that it was not them.
    package init(askedIn session: SessionID?, _ keyring: Keyring) {
        isDisputed = session == nil
        self.session = session
        self.keyring = keyring
    }
}

extension Transaction {
    /// What the other login would bring, and what it would lose. To be read before `merge`.
    package func mergedLogin(of other: PersonID, into person: PersonID) throws -> MergedLogin {
        var merged = MergedLogin(other)
        merged.addresses = Set(try addresses(of: other).map(\.id))
        merged.loginNames = Set(
            try rows("SELECT product, canonical FROM login_names WHERE person_id = \(other)").map {
                .init(product: try $0["product"], canonical: try $0["canonical"])
            })
        merged.factors = Set(try secondFactors(of: other).map(\.id))
        merged.passkeys = Set(try passkeys(of: other).map(\.id))
        merged.people = Set(try rows("SELECT id FROM people WHERE merged_into = \(other)").map { try $0["id"] })
        merged.hasCodes = try recoveryCodes(of: person) == nil && recoveryCodes(of: other) != nil
        merged.password = try password(of: other)
        merged.keptPasswordAt = try password(of: person)?.setAt
        merged.keptName = try self.person(person)?.name ?? ""
        return merged
    }

    /// Makes two people of one again: what came from the other login goes back to it, as far as it is still there.
    ///
    /// A password that was changed since the join is that of both; the other's own comes back only if none was. Second factors that were added
    /// since are those of both. After a dispute neither goes over: the other sets a password by an address of theirs. Every session but that of
    /// the terms ends, and all that clients were given. The caller moves the data of other modules back.
    package func separate(
        _ merged: MergedLogin, from person: PersonID, joinedAt: Timestamp, _ terms: SeparationTerms, at now: Timestamp
    ) throws {
        let other = merged.other
        let actor = AuditEvent.Actor.person(person)
        try run("UPDATE people SET merged_into = NULL, updated_at = \(now) WHERE id = \(other) AND merged_into = \(person)")
        try run("UPDATE people SET merged_into = \(other) WHERE id IN \(list: merged.people) AND merged_into = \(person)")
        try run(
            "UPDATE email_addresses SET person_id = \(other), is_main = 0 WHERE id IN \(list: merged.addresses) AND person_id = \(person)")
        for name in merged.loginNames {
            try run(
                """
                UPDATE login_names SET person_id = \(other)
                WHERE product = \(name.product) AND canonical = \(name.canonical) AND person_id = \(person)
                """)
        }
        // The name that the join brought goes with it.
        if let name = try self.person(person)?.name, name == (try personRecord(other)?.name), !merged.keptName.isEmpty {
            try rename(person, to: merged.keptName, by: actor, at: now)
        }
        if merged.hasCodes {
            try run("UPDATE recovery_codes SET person_id = \(other) WHERE person_id = \(person) AND created_at <= \(joinedAt)")
        }
        try run("UPDATE second_factors SET person_id = \(other) WHERE id IN \(list: merged.factors) AND person_id = \(person)")
        try run("UPDATE passkeys SET person_id = \(other) WHERE id IN \(list: merged.passkeys) AND person_id = \(person)")
        let isDisputed = try terms.isDisputed || wasDisputed(person, since: joinedAt)
        if !isDisputed {
            for factor in try secondFactors(of: person) where factor.createdAt > joinedAt {
                try insert(factor.copied(to: other, sealedBy: terms.keyring, at: now), by: actor, at: now)
            }
            try givePassword(to: merged, of: person, by: actor, at: now)
        }
        try run("DELETE FROM sign_in_changes WHERE person_id IN (\(person), \(other))")
        for one in [person, other] {
            try forgetTrust(of: one)
            try settleWithoutFactors(of: one)
            try endSessionsAndGrants(of: one, except: one == person ? terms.session : nil, by: actor, at: now)
        }
        try endGrants(of: person, at: now)
        for (one, two) in [(person, other), (other, person)] {
            try append(AuditEvent(.personSeparated, by: actor, on: one.text, details: ["from": two.text]), at: now)
        }
        try tell(person, "identity.separated", "identity.separated-lead", at: now)
        let lead: Phrase = try password(of: other) == nil ? "identity.separated-without" : "identity.separated-lead"
        try tell(other, "identity.separated", lead, at: now)
    }

    /// That which the other login had, if the one that stayed was not changed since; else the changed one.
    private func givePassword(to merged: MergedLogin, of person: PersonID, by actor: AuditEvent.Actor, at now: Timestamp) throws {
        guard let present = try password(of: person) else { return }
        let isUnchanged = present.setAt == merged.keptPasswordAt
        guard let given = isUnchanged ? merged.password : present else { return }
        try setPassword(of: merged.other, hash: given.hash, setBy: given.setBy, by: actor, at: now)
    }

    /// Whether somebody said since then that a change was not theirs.
    private func wasDisputed(_ person: PersonID, since time: Timestamp) throws -> Bool {
        let restored = AuditAction.signInRestored.rawValue
        return try first(
            "SELECT 1 AS one FROM audit_events WHERE subject = \(person.text) AND action = \(restored) AND at >= \(time) LIMIT 1") != nil
    }

    /// Tells every address of the person that two logins are one, each with the link that separates them again, if there is one.
    package func tellJoined(_ person: PersonID, separatingAt link: (url: String, keyring: Keyring)?, at now: Timestamp) throws {
        guard let owner = try self.person(person) else { return }
        var letter = Letter.securityNotice(
            "identity.joined", to: owner.name, link == nil ? "identity.joined-lead" : "identity.joined-undo-lead")
        guard let link else { return try send(letter, toEveryAddressOf: owner, at: now) }
        letter.action = ("identity.separate", link.url)
        var known: Set<String> = []
        for address in try addresses(of: person) where known.insert(address.address.canonical).inserted {
            try send(letter.message(to: Recipient(address.address, owner.reader)), sealedBy: link.keyring, at: now)
        }
    }
}
