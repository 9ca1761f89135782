internal import Access
internal import Core
internal import Language
internal import Web

extension Explanation {
    /// The chain of a decision in AuthZEN's `context` (Authorization API 1.0, section 5.5.2): the grant and the rule by which it was made, and
    /// the same in words, for the person and for those who manage people. People and groups are named by id.
    var properties: [(String, JSON)] {
        var context: [(String, JSON)] = [("rule", .integer(Int64(rule)))]
        if let role = decision.role { context.append(("role", .string(role.id.rawValue))) }
        if let grant = decision.grant { context.append(("grant", grant.json)) }
        if !decision.isPermitted, decision.role != nil { context.append(("needs", .array(needed.map { .string($0.id.rawValue) }))) }
        let giver = decision.grant?.origin.giver.map { Phrase.text($0.text) }
        let group = decision.grant?.group.map { Phrase.text($0.text) }
        context.append(("reason_user", toThePerson.jsonInEveryLanguage))
        context.append(
            ("reason_admin", toManagers(giver: giver, group: group, through: through.map { .text($0.text) }).jsonInEveryLanguage))
        return context
    }
}

extension AccessGrant {
    fileprivate var json: JSON {
        [
            "id": .string(id.text), "source": .string(origin.source.rawValue), "given_by": .text(origin.giver?.text),
            "given_at": .string(origin.at.rfc3339), "ends_at": .text(endsAt?.rfc3339), "group": .text(group?.text),
        ]
    }
}

extension Phrase {
    /// `{"en": "Your role Member opens Billing.", "sv": …}`
    var jsonInEveryLanguage: JSON {
        .object(Language.allCases.map { ($0.rawValue, .string(text(for: Reader($0)))) })
    }
}
