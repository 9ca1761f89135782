internal import Core
internal import Language
internal import Outbox
internal import SQL

extension SignInSteps {
    /// Tells a person, once a day at most, that so many wrong passwords were entered that nobody unknown gets in for a while, and how they
    /// themselves get in at once.
    func tellOfLock(_ tx: Transaction, _ candidate: Candidate, from origin: ClientOrigin, at now: Timestamp) throws {
        let person = candidate.person
        guard person.status == .active, try !tx.mayTry(.person(person.id), limits: defence.limits, at: now),
            try tx.countTry(for: [.lockNotice(person.id)], limits: defence.limits, at: now) == nil
        else { return }
        let letter = Letter(
            "identity.locked",
            [
                Phrase("identity.hello", ["name": person.name]), Phrase("identity.locked-lead", ["network": origin.address]),
                "identity.locked-next",
            ], ending: ["identity.locked-you"])
        try tx.send(letter, toEveryAddressOf: person, at: now)
    }
}
