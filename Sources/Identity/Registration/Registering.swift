internal import Audit
package import Core
internal import Credentials
package import Language
internal import Outbox
package import SQL

/// Somebody new makes their ID. The address is proved first, so that nothing is visible or sent in the name of somebody who has not come yet
/// (threat 16).
package struct Registering: Sendable {
    package var recovery: Recovery
    /// The URLs of the pages that go on with a registration, and that sign in with an address.
    package var link: @Sendable (Secret<String>) -> String
    package var signInLink: @Sendable (EmailAddress) -> String

    package init(
        recovery: Recovery, link: @escaping @Sendable (Secret<String>) -> String, signInLink: @escaping @Sendable (EmailAddress) -> String
    ) {
        self.recovery = recovery
        self.link = link
        self.signInLink = signInLink
    }

    private var steps: SignInSteps { recovery.steps }

    /// Mails the link, or, to somebody who has an ID, that they have one. The answer is the same for both, and takes as long (threat 13).
    package func begin(_ asked: RegistrationLink, reader: Reader, from origin: ClientOrigin) async throws -> Recovery.Request {
        let now = steps.clock.now()
        let answer: Recovery.Request = try await steps.database.write { tx in
            if let answer = try steps.countMail(tx, to: asked.address, from: origin, at: now) { return answer }
            let isKnown = try !tx.candidates(for: asked.address.canonical).isEmpty
            let token = SystemRandom().token()
            if !isKnown { try tx.insert(asked, token: token, steps.keyring, at: now) }
            let letter = isKnown ? known(asked.address) : invitation(token)
            try tx.send(letter.message(to: Recipient(asked.address, reader)), sealedBy: steps.keyring, at: now)
            return .answered
        }
        try await steps.defence.floor.wait(since: now)
        return answer
    }

    private func invitation(_ token: Secret<String>) -> Letter {
        Letter(
            "registration.mail", ["registration.mail-lead"], action: ("registration.mail-button", link(token)),
            ending: ["registration.mail-not-you"])
    }

    private func known(_ address: EmailAddress) -> Letter {
        Letter(
            "registration.mail-known", ["registration.mail-known-lead"],
            action: ("registration.mail-known-button", signInLink(address)), ending: ["registration.mail-known-not-you"])
    }

    /// What the page of an opened link shows; nil for one that does not work. Opening it uses nothing up.
    package func found(_ token: Secret<String>) async throws -> RegistrationLink? {
        let now = steps.clock.now()
        return try await steps.database.read { try $0.registrationLink(token, steps.keyring, at: now) }
    }

    package enum Outcome: Sendable {
        case registered(SignInSteps.Started, RegistrationLink)
        /// Why the password is refused, in one sentence.
        case refused(Phrase)
        /// The link was used, has expired, or somebody has the address by now.
        case noLink
    }

    /// What the new person wrote.
    package struct Entry: Sendable {
        package let name: String
        package let password: Secret<String>
        /// What else is easy to guess in their password.
        package let known: [String]
        package init(name: String, password: Secret<String>, known: [String]) {
            self.name = name
            self.password = password
            self.known = known
        }
    }

    /// Makes the person, whose address the link proved, has `open` make their account in the same transaction, and signs them in. Throws what
    /// `open` throws, and `HashingPool.Overloaded`.
    package func finish(
        _ token: Secret<String>, _ entry: Entry, locale: String, from browser: SignInSteps.Browser,
        open: @escaping @Sendable (Transaction, PersonID, RegistrationLink, Timestamp) throws -> Void
    ) async throws -> Outcome {
        guard let link = try await found(token) else { return .noLink }
        let hash: Secret<String>
        switch try await recovery.hash(entry.password, name: entry.name, address: link.address, also: entry.known) {
        case .refused(let reason): return .refused(reason)
        case .hash(let made): hash = made
        }
        let now = steps.clock.now()
        return try await steps.database.write { tx in
            guard let link = try tx.registrationLink(token, steps.keyring, at: now), try tx.useRegistrationLink(token, of: link),
                try tx.candidates(for: link.address.canonical).isEmpty
            else { return .noLink }
            let person = try tx.register(name: entry.name, address: link.address, locale: locale, password: hash, at: now)
            try open(tx, person.id, link, now)
            return .registered(try steps.startFirstSession(tx, of: person.id, from: browser, at: now), link)
        }
    }
}
