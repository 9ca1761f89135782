package import Access
package import Core
package import SQL

package enum RolloutBrakeKind: IdentifierKind { package static let prefix = "brk" }
package typealias RolloutBrakeID = Identifier<RolloutBrakeKind>

/// A class of people who are answered `classic`, because those of it inside fail more often than before. Whoever succeeded inside stays there.
package struct RolloutBrake: Sendable, Equatable {
    package let id: RolloutBrakeID
    package let product: ProductID
    package let whom: EpisodeClass
    package let begunAt: Timestamp
    /// The evidence, and what it had to exceed; without fractions.
    package let evidence: Int64
    package let threshold: Int64
    /// The rate of failures that was tested against, in millionths.
    package let rate: Int64
    package let inside: Counts
    package let outside: Counts
    package let releasedAt: Timestamp?
    /// The evidence begins anew after the episode with that number.
    let releasedNumber: Int64?

    package struct Counts: Sendable, Equatable {
        package let episodes: Int
        package let failed: Int
    }
}

extension RolloutBrake: Stored {
    package static let stored: [Column<RolloutBrake>] = [
        Column("id", \.id), Column("product", \.product), Column("hash", \.whom.hash), Column("factor", \.whom.factor),
        Column("browser", \.whom.browser), Column("dormant", \.whom.isDormant), Column("begun_at", \.begunAt),
        Column("evidence", \.evidence),
        Column("threshold", \.threshold), Column("rate", \.rate), Column("inside", \.inside.episodes),
        Column("inside_failed", \.inside.failed), Column("outside", \.outside.episodes), Column("outside_failed", \.outside.failed),
        Column("released_at", \.releasedAt), Column("released_number", \.releasedNumber),
    ]

    package init(row: Row) throws {
        id = try row["id"]
        product = try row["product"]
        whom = try EpisodeClass(row: row)
        begunAt = try row["begun_at"]
        evidence = try row["evidence"]
        threshold = try row["threshold"]
        rate = try row["rate"]
        inside = Counts(episodes: try row["inside"], failed: try row["inside_failed"])
        outside = Counts(episodes: try row["outside"], failed: try row["outside_failed"])
        releasedAt = try row["released_at"]
        releasedNumber = try row["released_number"]
    }
}

extension Transaction {
    /// Those that were not released.
    package func standingBrakes(of product: ProductID? = nil) throws -> [RolloutBrake] {
        try rolloutBrakes(of: product).filter { $0.releasedAt == nil }
    }

    /// Every brake, also those that were released, oldest first; of one product, or of all.
    package func rolloutBrakes(of product: ProductID? = nil) throws -> [RolloutBrake] {
        try all(
            """
            SELECT \(RolloutBrake.columns) FROM rollout_brakes
            WHERE product = \(product) OR CAST(\(product) AS TEXT) IS NULL ORDER BY begun_at, id
            """)
    }
}
