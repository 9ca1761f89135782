internal import Core
internal import Language
internal import SQL

/// The words of the mails that tell a person of their second factors.
extension Transaction {
    func removalLead(of factor: SecondFactor) throws -> Phrase {
        let next: Phrase = try !hasSecondFactor(factor.personID) ? "identity.password-alone" : "identity.other-factors-stay"
        return .sentences([factor.method.rules.removalNotice.change, next])
    }

    func usedCodeLead(of person: PersonID) throws -> Phrase {
        let left = try recoveryCodes(of: person)?.left ?? 0
        let next: Phrase = left <= RecoveryCodes.few ? "recovery-code.mail-few" : "recovery-code.mail-enough"
        return .sentences([Phrase("recovery-code.mail-used-lead", ["count": left]), next])
    }
}
