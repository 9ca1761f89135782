internal import Audit
package import Core
package import SQL

extension SignInSteps {
    /// Starts a session after a person proved who they are, always with a new token.
    ///
    /// A session of the same person in this browser continues under the new token, so that the products keep their sessions. A session of
    /// another person ends.
    func start(
        _ tx: Transaction, _ person: PersonID, alsoProved: [PersonID], provedAt: Timestamp? = nil, factor: SecondFactor?,
        from browser: Browser, at now: Timestamp
    ) throws -> Started {
        let token = SystemRandom().token()
        let old = try browser.sessionToken.flatMap { try tx.session(token: $0.exposed, at: now) }
        let isSame = old?.personID == person
        let session = Session(
            id: isSame ? old?.id ?? SessionID(at: now) : SessionID(at: now), personID: person,
            startedAt: isSame ? old?.startedAt ?? now : now, lastSeenAt: now, endsAt: now + Session.longestTime, authTime: now,
            acr: factor == nil ? .oneFactor : .twoFactors, amr: ["pwd"] + (factor.map { [$0.amr, "mfa"] } ?? []), origin: browser.origin,
            endedAt: nil)
        if isSame {
            try tx.renew(session, token: token)
        } else {
            if let old { try tx.endSession(old.id, by: .person(old.personID), at: now) }
            try tx.insert(session, token: token)
        }
        try tx.recordPassword(of: person, in: session.id, at: now)
        if factor != nil { try tx.recordFactor(of: person, in: session.id, at: now) }
        for other in alsoProved { try tx.recordPassword(of: other, in: session.id, at: provedAt ?? now) }
        try tx.run("UPDATE people SET last_sign_in_at = \(now) WHERE id = \(person)")
        try tx.append(
            AuditEvent(
                .sessionStarted, by: .person(person), on: session.id.text,
                details: ["acr": session.acr.rawValue, "address": browser.origin.address]), at: now)
        return Started(session: session, token: token)
    }
}

extension SignInSteps {
    /// Signs in a person who has just set their first password through a mailed link, in the transaction that sets it.
    package func startFirstSession(_ tx: Transaction, of person: PersonID, from browser: Browser, at now: Timestamp) throws -> Started {
        try start(tx, person, alsoProved: [], factor: nil, from: browser, at: now)
    }
}
