package import Access
package import Core
package import SQL

/// The pages after somebody's first sign-in at the ID: what moved, what stayed, what they may do now. Once for each person, and only where
/// an old product of theirs moves in phases that they have not come into before.
package struct MoveGuide: Sendable, Equatable {
    package enum Page: Int64, Sendable { case moved = 1, next = 2 }

    /// The page that the person has reached, on whatever device.
    package let page: Page
    /// The products that the person came from.
    package let products: [ProductID]
}

extension Transaction {
    /// nil for whoever has no such product, is through, or goes on signing in at the product itself.
    package func moveGuide(for person: PersonID, _ keyring: Keyring, at now: Timestamp) throws -> MoveGuide? {
        let rows = try rows(
            """
            SELECT DISTINCT s.product AS product, g.page AS page FROM import_sources s LEFT JOIN move_guides g ON g.person_id = s.person_id
            WHERE s.person_id = \(person) AND g.done_at IS NULL
                AND EXISTS (SELECT 1 FROM rollout_phases r WHERE r.product = s.product AND r.state <> 'draft')
                AND (g.page IS NOT NULL OR NOT EXISTS (
                    SELECT 1 FROM rollout_logins l WHERE l.person_id = s.person_id AND l.product = s.product AND l.succeeded_at IS NOT NULL))
            ORDER BY s.product
            """)
        let products = try rows.map { try $0["product"] as ProductID }.filter { try !staysOutside(person, of: $0, keyring, at: now) }
        guard let first = rows.first, !products.isEmpty else { return nil }
        let page: Int64? = try first["page"]
        return MoveGuide(page: page.flatMap(MoveGuide.Page.init) ?? .moved, products: products)
    }

    /// The guide of somebody who is about to come inside begins, if they have one to go through.
    package func beginMoveGuide(of person: PersonID, _ keyring: Keyring, at now: Timestamp) throws {
        guard try moveGuide(for: person, keyring, at: now) != nil else { return }
        try run(
            """
            INSERT INTO move_guides (person_id, page) VALUES (\(person), \(MoveGuide.Page.moved.rawValue)) ON CONFLICT (person_id) DO NOTHING
            """)
    }

    /// The person has read the first page.
    package func turnMoveGuide(of person: PersonID) throws {
        try run(
            """
            INSERT INTO move_guides (person_id, page) VALUES (\(person), \(MoveGuide.Page.next.rawValue))
            ON CONFLICT (person_id) DO UPDATE SET page = excluded.page
            """)
    }

    /// The person is through, or wants none of it.
    package func endMoveGuide(of person: PersonID, at now: Timestamp) throws {
        try run(
            """
            INSERT INTO move_guides (person_id, page, done_at) VALUES (\(person), \(MoveGuide.Page.next.rawValue), \(now))
            ON CONFLICT (person_id) DO UPDATE SET done_at = excluded.done_at
            """)
    }
}
