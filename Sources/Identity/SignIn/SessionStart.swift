internal import Audit
package import Core
internal import Language
package import SQL

/// What somebody proved in a sign-in.
struct ProvedIdentity: Sendable {
    let person: PersonID
    /// Other logins of the same address whose password was proved too.
    let alsoProved: [PersonID]
    /// When the passwords of the other logins were proved; nil for now.
    let othersProvedAt: Timestamp?
    let means: Means
    /// The product that asked for the sign-in.
    var product: String?

    enum Means: Sendable {
        case password
        /// A password that was set just now by a mailed link: the link proved the address, and nothing else.
        case mailedLink
        /// With the second factor's value in `amr`.
        case passwordAnd(String)
        /// With its value in `amr`. The authenticator verified the person, which makes two factors.
        case passkey(String)
    }

    init(
        _ person: PersonID, alsoProved: [PersonID] = [], othersProvedAt: Timestamp? = nil, by means: Means = .password,
        for product: String? = nil
    ) {
        self.product = product
        self.person = person
        self.alsoProved = alsoProved
        self.othersProvedAt = othersProvedAt
        self.means = means
    }

    var acr: ACR {
        switch means {
        case .password, .mailedLink: .oneFactor
        case .passwordAnd, .passkey: .twoFactors
        }
    }
    var amr: [String] {
        switch means {
        case .password, .mailedLink: ["pwd"]
        case .passwordAnd(let factor): ["pwd", factor, "mfa"]
        case .passkey(let key): [key, "mfa"]
        }
    }
    var hasPassword: Bool {
        switch means {
        case .password, .passwordAnd: true
        case .passkey, .mailedLink: false
        }
    }
}

extension SignInSteps {
    /// Starts a session after a person proved who they are, always with a new token.
    ///
    /// A session of the same person in this browser continues under the new token, so that the products keep their sessions. A session of
    /// another person ends.
    func start(_ tx: Transaction, _ proved: ProvedIdentity, from browser: Browser, at now: Timestamp) throws -> Started {
        let person = proved.person
        let token = SystemRandom().token()
        let old = try browser.sessionToken.flatMap { try tx.session(token: $0.exposed, at: now) }
        let isSame = old?.personID == person
        let session = Session(
            id: isSame ? old?.id ?? SessionID(at: now) : SessionID(at: now), personID: person,
            startedAt: isSame ? old?.startedAt ?? now : now, lastSeenAt: now, endsAt: now + Session.longestTime, authTime: now,
            acr: proved.acr, amr: proved.amr, origin: browser.origin, endedAt: nil)
        if isSame {
            try tx.renew(session, token: token)
        } else {
            if let old { try tx.endSession(old.id, by: .person(old.personID), at: now) }
            try tx.insert(session, token: token)
        }
        if proved.hasPassword { try tx.recordPassword(of: person, in: session.id, at: now) }
        if case .passkey = proved.means { try tx.recordPasskey(of: person, in: session.id, at: now) }
        if proved.acr == .twoFactors {
            try tx.recordFactor(of: person, in: session.id, at: now)
            try tx.stopRecovery(of: person, because: "signed-in", by: .person(person), at: now)
        }
        for other in proved.alsoProved { try tx.recordPassword(of: other, in: session.id, at: proved.othersProvedAt ?? now) }
        try tx.run("UPDATE people SET last_sign_in_at = \(now) WHERE id = \(person)")
        try tx.append(
            AuditEvent(
                .sessionStarted, by: .person(person), on: session.id.text,
                details: ["acr": session.acr.rawValue, "amr": session.amr.joined(separator: " ")]
            ).from(browser.origin, person), at: now)
        var trusted: Secret<String>?
        if browser.asksForTrust, case .passwordAnd = proved.means {
            trusted = try tx.trust(browser, by: person, at: now)
            try tell(tx, person, "trusted-browser.mail", "trusted-browser.mail-lead", at: now)
        }
        return Started(
            session: session, token: token, knownToken: try tx.remember(browser.knownToken, of: person, at: now), trustedToken: trusted,
            product: proved.product)
    }
}

extension SignInSteps {
    /// Signs in a person who has just set their first password through a mailed link, in the transaction that sets it.
    package func startFirstSession(_ tx: Transaction, of person: PersonID, from browser: Browser, at now: Timestamp) throws -> Started {
        try start(tx, ProvedIdentity(person, by: .mailedLink), from: browser, at: now)
    }
}
