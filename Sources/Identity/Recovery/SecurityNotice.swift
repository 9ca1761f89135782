internal import Core
internal import Language
internal import Outbox
internal import SQL

/// The mails that tell a person that the way they sign in was changed, sent in the transaction that changes it.
extension SignInSteps {
    /// Makes a change of how the person signs in, and tells every address of theirs; each that they have had for a week with its own link to
    /// say that it was not them, which undoes it. `lead` is made after the change.
    func change<Value>(
        _ tx: Transaction, of person: PersonID, _ title: String, at now: Timestamp, _ make: () throws -> Value,
        lead: (Value) throws -> Phrase?
    ) throws -> Value {
        let change = try tx.keepSignIn(of: person, before: title, at: now)
        let addresses = try tx.addresses(of: person)
        let made = try make()
        guard let lead = try lead(made) else {
            try tx.forget(change)
            return made
        }
        try tell(tx, person, addresses, (Phrase(title), lead), of: change, at: now)
        return made
    }

    /// Tells of something that happened, and that whoever did not do it can undo together with what happens from now on.
    func tell(_ tx: Transaction, _ person: PersonID, _ title: String, _ lead: Phrase, at now: Timestamp) throws {
        let change = try tx.keepSignIn(of: person, before: title, at: now)
        try tell(tx, person, [], (Phrase(title), lead), of: change, at: now)
    }

    /// `before` are the addresses that there were before the change: those that it took are told too.
    private func tell(
        _ tx: Transaction, _ person: PersonID, _ before: [PersonAddress], _ words: (title: Phrase, lead: Phrase),
        of change: SignInChangeID, at now: Timestamp
    ) throws {
        guard let owner = try tx.person(person) else { return }
        var letter = Letter.securityNotice(words.title, to: owner.name, words.lead)
        var known: Set<String> = []
        // The oldest of equal addresses first: it may undo.
        for address in try (before + tx.addresses(of: person)).sorted(by: { $0.createdAt < $1.createdAt })
        where known.insert(address.address.canonical).inserted {
            let recipient = Recipient(address.address, owner.reader)
            guard let disputes, now >= address.createdAt + SignInChange.addressAge else {
                letter.action = nil
                try tx.send(letter.message(to: recipient), at: now)
                continue
            }
            letter.action = ("dispute.mail-button", disputes.link(try tx.disputeToken(of: change, for: address.id)))
            try tx.send(letter.message(to: recipient), sealedBy: disputes.keyring, at: now)
        }
    }
}

extension Transaction {
    /// Tells every address of the person what cannot be undone.
    func tell(_ person: PersonID, _ title: Phrase, _ change: Phrase, at now: Timestamp) throws {
        guard let owner = try self.person(person) else { return }
        try send(Letter.securityNotice(title, to: owner.name, change), toEveryAddressOf: owner, at: now)
    }

    fileprivate func forget(_ change: SignInChangeID) throws { try run("DELETE FROM sign_in_changes WHERE id = \(change)") }
}

extension Letter {
    /// A mail that tells a person that the way they sign in was changed, and what to do if somebody else did it.
    static func securityNotice(_ title: Phrase, to name: String, _ change: Phrase) -> Letter {
        Letter(title, [Phrase("identity.hello", ["name": name]), change], ending: ["identity.not-you"])
    }
}
