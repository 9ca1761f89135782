package import Core
internal import Credentials
package import Language
internal import SQL

/// What somebody is told of a new password while they type it.
package struct PasswordJudgement: Sendable, Equatable {
    /// 0 for one that would be refused, then 1 to 3.
    package let level: Int
    package let words: Phrase
}

/// Whose password it will be, as far as that is known.
package enum PasswordOwner: Sendable {
    case person(PersonID)
    /// Of a link that sets a password.
    case link(Secret<String>)
    case somebodyNew
}

extension Recovery {
    /// Judges a password that is not chosen yet, by the same rules as the one that is. Throws `HashingPool.Overloaded`.
    package func judge(_ password: Secret<String>, of owner: PasswordOwner, known: [String]) async throws -> PasswordJudgement {
        let (own, isOnlyFactor) = try await facts(of: owner)
        let policy = policy
        let words = own + known + knownNames
        let (objection, strength) = try await steps.hashing.run {
            policy.judge(password, known: words, isOnlyFactor: isOnlyFactor)
        }
        if let objection { return PasswordJudgement(level: 0, words: objection.words) }
        let told: Phrase =
            switch strength {
            case .fair: "new-password.fair"
            case .good: "new-password.good"
            case .strong: "new-password.strong"
            }
        return PasswordJudgement(level: strength.rawValue, words: told)
    }

    private func facts(of owner: PasswordOwner) async throws -> (known: [String], isOnlyFactor: Bool) {
        let holder: Holder? =
            switch owner {
            case .somebodyNew: nil
            case .link(let token): try await self.holder(token: token)
            case .person(let person): try await holder(of: person)
            }
        guard let holder else { return ([], true) }
        let hasFactor = try await steps.database.read { try $0.hasSecondFactor(holder.person.id) }
        return ([holder.person.name, holder.address.written], !hasFactor)
    }
}
