internal import Core
internal import Language
internal import Outbox
internal import SQL

/// The mails that notify a person when their second factors change, sent in the transaction that changes them.
extension Transaction {
    func tellOfNewApp(_ person: PersonID, at now: Timestamp) throws {
        try tell(person, "identity.app-added", "identity.app-added-lead", at: now)
    }

    func tellOfRemoval(of factor: SecondFactor, at now: Timestamp) throws {
        let notice = factor.method.rules.removalNotice
        let next: Phrase = try !hasSecondFactor(factor.personID) ? "identity.password-alone" : "identity.other-factors-stay"
        try tell(factor.personID, notice.title, .sentences([notice.change, next]), at: now)
    }

    func tell(_ person: PersonID, _ title: Phrase, _ change: Phrase, at now: Timestamp) throws {
        guard let owner = try self.person(person), let recipient = try recipient(owner.id) else { return }
        try send(Letter.securityNotice(title, to: owner.name, change).message(to: recipient), at: now)
    }
}
