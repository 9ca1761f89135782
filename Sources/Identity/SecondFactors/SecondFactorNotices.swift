internal import Core
internal import Language
internal import Outbox
internal import SQL

/// The mails that notify a person when their second factors change, sent in the transaction that changes them.
extension Transaction {
    func tellOfNewApp(_ person: PersonID, at now: Timestamp) throws {
        try tell(person, "identity.app-added", "identity.app-added-lead", at: now)
    }

    func tellOfNewTelephone(_ number: PhoneNumber, of person: PersonID, at now: Timestamp) throws {
        try tell(person, "identity.sms-added", Phrase("identity.sms-added-lead", ["ending": number.ending]), at: now)
    }

    func tellOfRemoval(of factor: SecondFactor, at now: Timestamp) throws {
        let notice = factor.method.rules.removalNotice
        let next: Phrase = try !hasSecondFactor(factor.personID) ? "identity.password-alone" : "identity.other-factors-stay"
        try tell(factor.personID, notice.title, .sentences([notice.change, next]), at: now)
    }

    func tellOfUsedRecoveryCode(of person: PersonID, at now: Timestamp) throws {
        let left = try recoveryCodes(of: person)?.left ?? 0
        let next: Phrase = left <= RecoveryCodes.few ? "recovery-code.mail-few" : "recovery-code.mail-enough"
        try tell(person, "recovery-code.mail-used", .sentences([Phrase("recovery-code.mail-used-lead", ["count": left]), next]), at: now)
    }

    /// Tells every address of the person.
    func tell(_ person: PersonID, _ title: Phrase, _ change: Phrase, at now: Timestamp) throws {
        guard let owner = try self.person(person) else { return }
        let letter = Letter.securityNotice(title, to: owner.name, change)
        for recipient in try recipients(of: owner) { try send(letter.message(to: recipient), at: now) }
    }
}
