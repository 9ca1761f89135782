package import Access
package import Core
package import SQL

/// How the move went for one person, for those who help them.
package struct MoveStory: Sendable {
    /// Of each product whose import brought them.
    package let products: [Part]
    /// What they tried, newest first, 50 at most.
    package let tries: [Tried]

    package struct Part: Sendable {
        package let product: ProductID
        package let importedAt: Timestamp
        /// Whether this login was joined into another.
        package let isJoined: Bool
        package let sentAt: Timestamp?
        package let succeededAt: Timestamp?
        /// When they were rolled back; nil if they were not.
        package let returnedAt: Timestamp?
        package let phase: String?
    }

    package struct Tried: Sendable {
        package let product: ProductID
        package let isInside: Bool
        package let browser: String
        /// Whether the browser or its network is known to be theirs.
        package let isKnown: Bool
        package let result: EpisodeTry.Result
        package let wrong: Int
        package let lastAt: Timestamp
    }
}

extension Transaction {
    package func moveStory(of person: PersonID) throws -> MoveStory {
        let products = try rows(
            """
            SELECT s.product AS product, MIN(s.imported_at) AS imported_at, MAX(s.joined) AS joined, MAX(r.sent_at) AS sent_at,
                   MAX(r.succeeded_at) AS succeeded_at, MAX(b.returned_at) AS returned_at, MAX(f.name) AS phase
            FROM import_sources s
            LEFT JOIN rollout_logins r ON r.product = s.product AND r.person_id = s.person_id
            LEFT JOIN rollout_returns b ON b.product = s.product AND b.person_id = s.person_id
            LEFT JOIN rollout_phases f ON f.id = r.phase_id
            WHERE s.person_id = \(person) GROUP BY s.product ORDER BY s.product
            """
        ).map { row in
            MoveStory.Part(
                product: try row["product"], importedAt: try row["imported_at"], isJoined: try row["joined"], sentAt: try row["sent_at"],
                succeededAt: try row["succeeded_at"], returnedAt: try row["returned_at"], phase: try row["phase"])
        }
        let tries = try rows(
            """
            SELECT product, side, browser, known, result, wrong, last_at FROM rollout_episodes
            WHERE person_id = \(person) ORDER BY last_at DESC LIMIT 50
            """
        ).map { row in
            MoveStory.Tried(
                product: try row["product"], isInside: try row["side"] == EpisodeSide.id.rawValue, browser: try row["browser"],
                isKnown: try row["known"], result: EpisodeTry.Result(rawValue: try row["result"]) ?? .begun, wrong: try row["wrong"],
                lastAt: try row["last_at"])
        }
        return MoveStory(products: products, tries: tries)
    }
}
