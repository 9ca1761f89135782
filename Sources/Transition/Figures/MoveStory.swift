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
        package let phase: String?
        package let place: Place
    }

    /// Where somebody signs in for a product.
    package enum Place: Sendable, Equatable {
        /// At the ID, where they have been.
        case inside(since: Timestamp)
        /// At the ID, where they have not been yet.
        case led(at: Timestamp?)
        /// At the product itself, where they were brought back to.
        case returned(at: Timestamp)
        case outside
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
                   MAX(r.succeeded_at) AS succeeded_at, MAX(CASE WHEN b.is_held = 1 THEN b.returned_at END) AS returned_at,
                   MAX(f.name) AS phase
            FROM import_sources s
            LEFT JOIN rollout_logins r ON r.product = s.product AND r.person_id = s.person_id
            LEFT JOIN rollout_returns b ON b.product = s.product AND b.person_id = s.person_id
            LEFT JOIN rollout_phases f ON f.id = r.phase_id
            WHERE s.person_id = \(person) GROUP BY s.product ORDER BY s.product
            """
        ).map { row in
            let product: ProductID = try row["product"]
            return MoveStory.Part(
                product: product, importedAt: try row["imported_at"], isJoined: try row["joined"], phase: try row["phase"],
                place: try place(of: row, counting: rolloutPhaseCounts(for: product)))
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

    /// Without a phase that counts everybody is led to the ID.
    private func place(of row: Row, counting: Bool) throws -> MoveStory.Place {
        let succeeded: Timestamp? = try row["succeeded_at"]
        let returned: Timestamp? = try row["returned_at"]
        let sent: Timestamp? = try row["sent_at"]
        if let succeeded { return .inside(since: succeeded) }
        guard counting else { return .led(at: sent) }
        if let returned { return .returned(at: returned) }
        return sent.map { .led(at: $0) } ?? .outside
    }
}
