internal import Access
internal import Core
internal import Identity
internal import Language
internal import OpenID
internal import SQL
internal import Web

extension Transaction {
    /// Turns a refusal of Access into its problem. A member reads the names of the people who can help (rule 6), an outsider reads nothing.
    func explaining<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch AccessError.needsFreshProof(let twoFactors) {
            throw BearerRefusal.notFresh(seconds: SignInFacts.freshSeconds, twoFactors: twoFactors).answer(as: .problem)
        } catch let error as AccessError { throw try explained(error) }
    }

    private func explained(_ error: AccessError) throws -> Problem {
        var problem = error.problem
        guard case .refused(let refusal) = error, !refusal.holders.isEmpty else { return problem }
        let people = try refusal.holders.filter(maySignIn).compactMap(person)
        guard !people.isEmpty else { return problem }
        let named = people.prefix(3)
        let names = named.map(\.name).joined(separator: ", ")
        let help =
            people.count == named.count
            ? Phrase("access.people-can-help", ["people": names, "account": refusal.accountName])
            : Phrase(
                "access.people-and-more-can-help",
                ["people": names, "count": people.count - named.count, "account": refusal.accountName])
        problem.detail = .sentences(refusal.needs + [help])
        return problem
    }
}
