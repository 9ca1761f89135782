package import Core
package import Identity
package import SQL

/// How long a proof of the other login stays valid for joining.
private let proofLifetime: Duration = .minutes(30)

extension Transaction {
    /// The logins that could belong to the signed-in person, by an address that both have or because the person named them with their password
    /// in the session, each with the proofs that are still missing. A login without a password is not offered: its person must first set one
    /// by mail, and then sign in with it.
    package func joinOffers(for session: Session, at now: Timestamp) throws -> [JoinOffer] {
        let proofs = try proofs(in: session.id)
        let own = try missing(of: session.personID, proofs, since: session.startedAt)
        var offers: [JoinOffer] = []
        var met: Set<PersonID> = [session.personID]
        for address in try addresses(of: session.personID) where try isSettled(address.id, at: now) {
            for candidate in try candidates(for: address.address.canonical) where met.insert(candidate.person.id).inserted {
                guard candidate.person.status != .leaving, let shared = candidate.addressID, try isSettled(shared, at: now),
                    try password(of: candidate.person.id) != nil
                else { continue }
                let missing = try missing(of: candidate.person.id, proofs, since: now - proofLifetime)
                offers.append(
                    JoinOffer(
                        sibling: candidate.person, address: address.address, products: candidate.products.sorted(),
                        missing: own + missing))
            }
        }
        // Logins with another address: only those that somebody named with their password in this very session.
        for proof in proofs where proof.namedAt.map({ $0 >= now - proofLifetime }) ?? false && met.insert(proof.personID).inserted {
            guard let other = try person(proof.personID), other.id == proof.personID, [.active, .suspended].contains(other.status),
                let address = try mainAddress(of: other.id), try password(of: other.id) != nil
            else { continue }
            let products = Set(
                try rows("SELECT product FROM import_sources WHERE person_id = \(other.id)").map { try $0["product"] as String })
            let missing = try missing(of: other.id, proofs, since: now - proofLifetime)
            offers.append(JoinOffer(sibling: other, address: address.address, products: products.sorted(), missing: own + missing))
        }
        return offers
    }

    /// What both logins bring to a join.
    package func joinPreview(of offer: JoinOffer, into person: PersonID) throws -> JoinPreview {
        JoinPreview(own: try JoinPreview.Side(person, self), other: try JoinPreview.Side(offer.sibling.id, self))
    }

    /// Whether the address tells anything of whose login it is: an old product or its person's beginning brought it, or it is theirs for a
    /// week. One that somebody added a moment ago could be the first step of taking a login over, which its person can undo for that long.
    private func isSettled(_ address: AddressID, at now: Timestamp) throws -> Bool {
        let settled = Self.settled("a", of: "p", at: now)
        return try first(
            "SELECT a.id FROM email_addresses a JOIN people p ON p.id = a.person_id WHERE a.id = \(address) AND \(settled)") != nil
    }

    /// The condition for it, by the names that a query has for the address and its person.
    private static func settled(_ address: StaticString, of person: StaticString, at now: Timestamp) -> Statement {
        """
        (\(sql: address).product IS NOT NULL OR \(sql: address).created_at <= \(sql: person).created_at
            OR \(sql: address).created_at <= \(now - SignInChange.lifetime))
        """
    }

    /// Whether joining should be offered now: another login with a password has one of the person's addresses (there is something in
    /// `joinOffers`), and the person did not choose "Not now" in the last 30 days. Every sign-in asks it, so it is one statement.
    package func isJoinDue(for session: Session, at now: Timestamp) throws -> Bool {
        let person = session.personID
        return try first(
            """
            SELECT 1 AS due FROM email_addresses own
            JOIN email_addresses same ON same.canonical = own.canonical AND same.person_id <> own.person_id
            JOIN people o ON o.id = own.person_id
            JOIN people p ON p.id = same.person_id AND p.merged_into IS NULL AND p.status <> 'leaving'
            JOIN passwords w ON w.person_id = p.id
            WHERE own.person_id = \(person)
                AND \(Self.settled("own", of: "o", at: now)) AND \(Self.settled("same", of: "p", at: now))
                AND NOT EXISTS (SELECT 1 FROM join_postponements WHERE person_id = \(person) AND until > \(now))
            LIMIT 1
            """) != nil
    }

    /// "Not now": nothing is offered to the person for 30 days.
    package func postponeJoining(of person: PersonID, at now: Timestamp) throws {
        try run(
            """
            INSERT INTO join_postponements (person_id, until) VALUES (\(person), \(now + .days(30)))
            ON CONFLICT (person_id) DO UPDATE SET until = excluded.until
            """)
    }

    /// The proofs that are missing for one person. A proof counts if it was given at `start` or later. A password proof must also not be
    /// older than the password.
    private func missing(of person: PersonID, _ proofs: [SessionProof], since start: Timestamp) throws -> [MissingProof] {
        let proof = proofs.first { $0.personID == person }
        var missing: [MissingProof] = []
        let set = try password(of: person)?.setAt
        let isProved = proof?.passwordAt.map { given in given >= start && set.map { given >= $0 } ?? false } ?? false
        if !isProved { missing.append(.password(of: person)) }
        let factors = try secondFactors(of: person)
        if try hasSecondFactor(person), !(proof?.factorAt.map { $0 >= start } ?? false) {
            missing.append(.secondFactor(of: person, choices: factors, keys: try passkeys(of: person)))
        }
        return missing
    }
}
