package import Access
package import Core

/// What happened on one day (UTC) of a product's move. Only episodes that count as evidence are in it, but for `strangers`.
package struct RolloutDay: Sendable, Equatable {
    /// `2026-12-01`
    package let day: String
    package var inside = Door()
    package var outside = Door()
    /// People who succeeded at the ID for the first time; nil of a class, which is not known of them.
    package var arrived: Int?
    /// People who failed, had signed in within 90 days before, and came in by no door in the 24 hours after. Counted once those are over.
    package var shutOut = 0
    /// Episodes that failed at a browser that is not known to be the person's; nil for days of more than a week ago, whose are not kept.
    package var strangers: Int?
    /// Questions from people on their way to the product; nil of a part of it.
    package var tickets: Int?

    /// The episodes at one of the two doors.
    package struct Door: Sendable, Equatable {
        package var episodes = 0
        package var failed = 0
        /// Those that ended with a wrong code.
        package var wrongCodes = 0
        /// How many seconds a sign-in took, from the first try to the success: half took less. nil without a success.
        package var medianSeconds: Int?

        package init() {}
    }

    init(_ day: String) { self.day = day }
}

/// Of which part of a product's move figures are.
package struct FiguresScope: Sendable {
    package let product: ProductID
    /// Those whom that phase brought inside; nil for everybody.
    package var phase: RolloutPhaseID?
    /// Those of that class; nil for everybody.
    package var whom: EpisodeClass?

    package init(_ product: ProductID) { self.product = product }
}

/// An episode that failed, at whichever door.
package struct FailedEpisode: Sendable {
    package let person: PersonID?
    package let side: String
    package let browser: String
    /// What happened last.
    package let result: EpisodeTry.Result
    package let wrong: Int
    package let startedAt: Timestamp
    package let lastAt: Timestamp
    package let whom: EpisodeClass
    /// Whether the person came in by no door in the 24 hours after; nil until that is known.
    package let isShutOut: Bool?
}

/// How far a product's people are.
package struct RolloutFunnel: Sendable, Equatable {
    /// Whom the old product brought.
    package var imported = 0
    /// Whom a phase sent to the ID, and who came there by themselves.
    package var sent = 0
    package var succeeded = 0
    /// Whose login is one person now with that of another product.
    package var joined = 0
    /// Who sign in at the product itself again.
    package var returned = 0
}
