package import Access
package import Core
package import Identity
package import SQL

extension Transaction {
    /// Separates two joined logins again, in this one transaction: memberships, addresses, second factors, subjects and sources go back to the
    /// other, who is a person of their own again. A membership that gave way to another of the same account comes back, unless that one was
    /// changed since.
    package func separate(
        _ join: JoinRecord, _ terms: SeparationTerms, catalog: ProductCatalog, at now: Timestamp
    ) throws {
        try Administration(self, catalog: catalog, by: .person(join.kept), at: now).returnMemberships(
            join.members, endedBy: join.id.text, from: join.kept, to: join.other)
        try separate(join.merged, from: join.kept, joinedAt: join.joinedAt, terms, at: now)
        try returnSources(of: join)
        for person in [join.kept, join.other] { try postponeJoining(of: person, at: now) }
        try noteUndone(join.id, at: now)
    }

    /// Whoever was inside before or since stays inside, by either login.
    private func returnSources(of join: JoinRecord) throws {
        for source in join.sources {
            try run(
                """
                UPDATE import_sources SET person_id = \(join.other), joined = 0
                WHERE product = \(source.product) AND external_id = \(source.externalID) AND person_id = \(join.kept)
                """)
        }
        for person in [join.kept, join.other] {
            try run(
                """
                UPDATE import_sources SET joined = 0 WHERE person_id = \(person)
                    AND NOT EXISTS (SELECT 1 FROM people p WHERE p.merged_into = \(person))
                """)
        }
        try run(
            """
            INSERT INTO rollout_logins (product, person_id, phase_id, browser, known, sent_at, succeeded_at)
            SELECT r.product, CAST(\(join.other) AS TEXT), r.phase_id, r.browser, r.known, r.sent_at, r.succeeded_at
            FROM rollout_logins r WHERE r.person_id = \(join.kept)
                AND r.product IN (SELECT s.product FROM import_sources s WHERE s.person_id = \(join.other))
            ON CONFLICT (product, person_id) DO NOTHING
            """)
        try run(
            """
            DELETE FROM rollout_logins WHERE person_id = \(join.kept)
                AND product NOT IN (SELECT s.product FROM import_sources s WHERE s.person_id = \(join.kept))
            """)
    }
}
