internal import Core
internal import SQL

extension Visit {
    /// Since when things are news to the person in this account; nil at their first visit. Cost: one indexed read, and a commit at most once in
    /// five minutes.
    static func note(by subject: String, in account: String, at now: Timestamp, _ database: any Database) async throws -> Timestamp? {
        let kept = try await database.read { tx in try tx.visit(of: subject, in: account) }
        let visit = Visit.now(now, after: kept)
        if visit != kept { try await database.write { tx in try tx.keep(visit, of: subject, in: account) } }
        return visit.since
    }
}

extension Transaction {
    fileprivate func visit(of subject: String, in account: String) throws -> Visit? {
        try first("SELECT since, seen_at FROM product_visits WHERE subject = \(subject) AND account = \(account)").map {
            Visit(since: try $0["since"], seenAt: try $0["seen_at"])
        }
    }

    /// Visits that nobody will come back to go with it.
    fileprivate func keep(_ visit: Visit, of subject: String, in account: String) throws {
        try run("DELETE FROM product_visits WHERE seen_at < \(visit.seenAt - Visit.longest)")
        try run(
            """
            INSERT INTO product_visits (subject, account, since, seen_at) VALUES (\(subject), \(account), \(visit.since), \(visit.seenAt))
            ON CONFLICT (subject, account) DO UPDATE SET since = excluded.since, seen_at = excluded.seen_at
            """)
    }
}
