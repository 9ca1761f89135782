internal import Access
internal import Core
internal import Identity
internal import SQL

extension Transaction {
    /// Turns a refusal of Access into its problem. A member reads the names of the people who can help (rule 6), an outsider reads nothing.
    func explaining<Value>(_ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as AccessError { throw try explained(error) }
    }

    private func explained(_ error: AccessError) throws -> Problem {
        var problem = error.problem
        guard case .refused(let refusal) = error, !refusal.holders.isEmpty else { return problem }
        let people = try refusal.holders.filter(maySignIn).compactMap(person)
        guard !people.isEmpty else { return problem }
        let names = people.prefix(3).map(\.name)
        let more = people.count > names.count ? " and \(people.count - names.count) more" : ""
        problem.detail =
            refusal.need + " \(names.joined(separator: ", "))\(more) can change that in \(refusal.accountName); you can ask for it."
        return problem
    }
}
