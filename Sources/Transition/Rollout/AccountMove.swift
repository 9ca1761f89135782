package import Access
package import Core
internal import Identity
package import SQL

/// How the move of an account's people stands, for its administrators.
package struct AccountMove: Sendable, Equatable {
    /// Those whom the old product brought.
    package let people: Int
    package let inside: Int
    /// How many more a phase takes in, now and at each of the days to come; nothing that is decided later.
    package let coming: [Coming]
    package let day: AccountDay?

    package struct Coming: Sendable, Equatable {
        package let at: Timestamp
        package let people: Int

        package init(at: Timestamp, people: Int) {
            self.at = at
            self.people = people
        }
    }
}

extension Transaction {
    /// nil where nothing moves: the product has no phase, or the move is over, or the old product brought nobody of the account.
    ///
    /// Cost: two reads a member of the account who has not moved.
    package func accountMove(of account: AccountID, in product: ProductID, at now: Timestamp) throws -> AccountMove? {
        let phases = try rolloutPhases(of: product)
        guard phases.contains(where: { $0.state != .finished }) else { return nil }
        let people: [(id: PersonID, isInside: Bool)] = try rows(
            """
            SELECT DISTINCT m.person_id AS id, r.succeeded_at AS succeeded_at
            FROM members m JOIN import_sources s ON s.person_id = m.person_id AND s.product = m.product
            LEFT JOIN rollout_logins r ON r.person_id = m.person_id AND r.product = m.product
            WHERE m.account_id = \(account) AND m.product = \(product)
            """
        ).map { (try $0["id"], try ($0["succeeded_at"] as Timestamp?) != nil) }
        guard !people.isEmpty else { return nil }
        let running = phases.filter { $0.state == .running }
        let starts = running.compactMap(\.startsAt) + running.compactMap { $0.days[account] }
        let days = [now] + Set(starts.filter { $0 > now }).sorted()
        var counts: [Timestamp: Int] = [:]
        for person in people where !person.isInside {
            let names = try addresses(of: person.id).map(\.address.canonical) + [""]
            let first = try days.first { try phase(taking: person.id, of: product, knownBy: names, at: $0) != nil }
            if let first { counts[first, default: 0] += 1 }
        }
        return AccountMove(
            people: people.count, inside: people.count { $0.isInside },
            coming: days.compactMap { day in counts[day].map { .init(at: day, people: $0) } },
            day: try accountDay(of: account, in: product))
    }
}
