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
    /// Cost: the phases and four reads, over the account's members.
    package func accountMove(of account: AccountID, in product: ProductID, at now: Timestamp) throws -> AccountMove? {
        let phases = try rolloutPhases(of: product)
        guard phases.contains(where: { $0.state != .finished }) else { return nil }
        let counting = phases.filter(\.state.counts)
        let people = try movingPeople(of: account, in: product, counting)
        guard !people.isEmpty else { return nil }
        let running = counting.filter { $0.state == .running }
        let starts = running.compactMap(\.startsAt) + running.compactMap { $0.days[account] } + people.compactMap(\.waitsUntil)
        let days = [now] + Set(starts.filter { $0 > now }).sorted()
        var counts: [Timestamp: Int] = [:]
        for person in people where person.isToCome {
            let first = days.first { day in (person.waitsUntil.map { $0 <= day } ?? true) && counting.taking(person.logins, at: day) != nil
            }
            if let first { counts[first, default: 0] += 1 }
        }
        return AccountMove(
            people: people.count, inside: people.count { $0.isInside },
            coming: days.compactMap { day in counts[day].map { .init(at: day, people: $0) } },
            day: try accountDay(of: account, in: product))
    }

    private func movingPeople(of account: AccountID, in product: ProductID, _ phases: [RolloutPhase]) throws -> [MovingPerson] {
        let members: Statement = "SELECT m.person_id FROM members m WHERE m.account_id = \(account) AND m.product = \(product)"
        let texts = Dictionary(
            grouping: try rows("SELECT person_id, canonical FROM email_addresses WHERE person_id IN (\(members))"),
            by: { try? $0["person_id"] as PersonID })
        let memberships = Dictionary(
            grouping: try rows("SELECT person_id, account_id FROM members WHERE product = \(product) AND person_id IN (\(members))"),
            by: { try? $0["person_id"] as PersonID })
        var sizes: [AccountID: Int] = [:]
        if phases.contains(where: \.terms.needsSizes) {
            for row in try rows("SELECT account_id, COUNT(*) AS n FROM members WHERE product = \(product) GROUP BY account_id") {
                sizes[try row["account_id"]] = try row["n"]
            }
        }
        return try rows(
            """
            SELECT DISTINCT p.id AS id, p.created_at AS created_at, p.status AS status, r.succeeded_at AS succeeded_at, b.is_held AS is_held,
                w.until AS until
            FROM members m JOIN people p ON p.id = m.person_id
            JOIN import_sources s ON s.person_id = m.person_id AND s.product = m.product
            LEFT JOIN rollout_logins r ON r.person_id = m.person_id AND r.product = m.product
            LEFT JOIN rollout_returns b ON b.person_id = m.person_id AND b.product = m.product
            LEFT JOIN rollout_waits w ON w.person_id = m.person_id AND w.product = m.product
            WHERE m.account_id = \(account) AND m.product = \(product)
            """
        ).map { row in
            let id: PersonID = try row["id"]
            let accounts = try (memberships[id] ?? []).map { row -> RolloutLogin.Account in
                let account: AccountID = try row["account_id"]
                return .init(id: account, members: sizes[account] ?? 0)
            }
            let typed: [String] = try (texts[id] ?? []).map { try $0["canonical"] } + [""]
            let created: Timestamp? = try row["created_at"]
            let isHeld: Bool? = try row["is_held"]
            return MovingPerson(
                logins: typed.map { RolloutLogin(person: id, text: $0, createdAt: created, accounts: accounts) },
                isInside: try (row["succeeded_at"] as Timestamp?) != nil,
                isHeld: try isHeld == true || row["status"] as Person.Status != .active, waitsUntil: try row["until"])
        }
    }
}

/// A member of an account whom the old product brought.
private struct MovingPerson {
    let logins: [RolloutLogin]
    let isInside: Bool
    /// Whether no phase takes them in for now: rolled back, or not active.
    let isHeld: Bool
    let waitsUntil: Timestamp?
    var isToCome: Bool { !isInside && !isHeld }
}
