internal import Audit
package import Core
internal import Language
internal import Outbox
package import SQL

/// The first mail to a person whom the operator added without a password. It says who added them and what the ID is for, and has a link
/// to begin.
///
/// The link sets their first password. It is valid as long as an invitation, because its recipient does not wait for it. It becomes
/// invalid as soon as a password is set, also through a link of `Recovery`, so it can never replace a password that the person already
/// has.
package struct WelcomeMail: Sendable {
    /// Whose service it is, as people know it.
    private let server: String
    /// The URL of the page that sets a password, for a token.
    private let link: @Sendable (Secret<String>) -> String
    private let keyring: Keyring

    package init(from server: String, sealedBy keyring: Keyring, link: @escaping @Sendable (Secret<String>) -> String) {
        self.server = server
        self.keyring = keyring
        self.link = link
    }

    /// Why the person sets a password.
    enum Reason {
        case added
        /// The one they had is not accepted any more, because of the form in which it was kept.
        case required
    }

    /// Sends the mail in the transaction that adds the person.
    package func send(to person: Person, at address: PersonAddress, in tx: Transaction, at now: Timestamp) throws {
        try send(.added, to: person, at: address, in: tx, at: now)
    }

    func send(_ reason: Reason, to person: Person, at address: PersonAddress, in tx: Transaction, at now: Timestamp) throws {
        let token = SystemRandom().token()
        let end = now + MailLink.welcomeLifetime
        try tx.insert(MailLink(personID: person.id, addressID: address.id, expiresAt: end), token: token, at: now)
        try tx.append(AuditEvent(.passwordLinkSent, by: .operatorCommand, on: person.id.text), at: now)
        let greeting = Phrase("identity.hello", ["name": person.name])
        let action: (Phrase, String) = ("identity.set-password", link(token))
        let letter =
            switch reason {
            case .added:
                Letter(
                    "identity.welcome", [greeting, Phrase("identity.welcome-added", ["server": server]), "identity.welcome-begin"],
                    action: action, ending: ["identity.welcome-expired", "identity.welcome-not-expected"])
            case .required:
                Letter(
                    "identity.required", [greeting, Phrase("identity.required-why", ["server": server]), "identity.required-begin"],
                    action: action, ending: ["identity.welcome-expired", "identity.required-stays"])
            }
        try tx.send(letter.message(to: Recipient(address.address, person.reader)), sealedBy: keyring, at: now)
    }
}
