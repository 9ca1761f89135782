internal import Access
package import Core
internal import Identity
package import SQL

/// An episode that counts as evidence.
struct CountedEpisode: Sendable {
    let number: Int64
    let isInside: Bool
    let failed: Bool
    let whom: EpisodeClass

    init(row: Row) throws {
        number = try row["number"]
        isInside = try row["side"] == EpisodeSide.id.rawValue
        failed = try row["result"] != EpisodeTry.Result.succeeded.rawValue
        whom = try EpisodeClass(ofEpisode: row)
    }
}

extension Transaction {
    /// Those after that number, in their order; 5,000 at most.
    func countedEpisodes(of product: ProductID, after number: Int64) throws -> [CountedEpisode] {
        try rows(
            """
            SELECT number, side, result, hash, factor, browser, dormant FROM rollout_episodes
            WHERE product = \(product) AND number > \(number) ORDER BY number LIMIT 5000
            """
        ).map { try CountedEpisode(row: $0) }
    }

    /// Whether an episode is over that was not judged yet.
    func hasOpenEpisodes(of product: ProductID, at now: Timestamp) throws -> Bool {
        try !openEpisodes(of: product, at: now, limit: 1).isEmpty
    }

    /// Judges episodes that are over, up to 500: numbers those that count. An episode counts if it is the person's own: the browser or its
    /// network is known, it ended in a success, or the browser turned out to be theirs within 24 hours (`claimEpisodes`). Of a day the first
    /// counts, and a failed one only once until the person succeeds, at whichever door. One in which nothing was tried to the end says nothing.
    /// Returns how many were judged.
    func judgeEpisodes(of product: ProductID, at now: Timestamp) throws -> Int {
        let open = try openEpisodes(of: product, at: now, limit: 500)
        guard !open.isEmpty else { return 0 }
        var number = try lastNumber(of: product)
        for episode in open {
            let counts = try episode.isOwn && isFirst(episode, of: product)
            if counts { number += 1 }
            try run(
                """
                UPDATE rollout_episodes SET number = \(counts ? number : 0)
                WHERE product = \(product) AND side = \(episode.side) AND episode = \(episode.episode)
                """)
        }
        return open.count
    }

    /// Decides of failed episodes whose 24 hours are over, up to 500, whether their people came in meanwhile by any door. People who had not
    /// signed in within the 90 days before are not shut out by it. Returns whether there may be more.
    func decideShutOut(of product: ProductID, at now: Timestamp) throws -> Bool {
        let day = Duration.hours(24)
        let due = try rows(
            """
            SELECT side, episode, person_id, last_at, signed_in_at FROM rollout_episodes
            WHERE product = \(product) AND shut_out IS NULL AND number > 0 AND result <> 'succeeded' AND last_at <= \(now - day)
            ORDER BY last_at LIMIT 500
            """)
        for row in due {
            let side: String = try row["side"]
            let episode: String = try row["episode"]
            let person: PersonID? = try row["person_id"]
            let failedAt: Timestamp = try row["last_at"]
            let before: Timestamp? = try row["signed_in_at"]
            let wasRecent = before.map { $0 >= failedAt - .days(90) } ?? false
            let isShutOut =
                try wasRecent && person.map { try !hasSignedIn($0, to: product, since: failedAt, until: failedAt + day) } ?? false
            try run(
                """
                UPDATE rollout_episodes SET shut_out = \(isShutOut) WHERE product = \(product) AND side = \(side) AND episode = \(episode)
                """)
        }
        return due.count == 500
    }

    /// Whether the person came in meanwhile: by the time of their last sign-in, or by an episode where they signed in later again.
    private func hasSignedIn(_ id: PersonID, to product: ProductID, since start: Timestamp, until end: Timestamp) throws -> Bool {
        if let last = try person(id)?.lastSignInAt, last > start, last <= end { return true }
        return try first(
            """
            SELECT 1 AS one FROM rollout_episodes WHERE person_id = \(id) AND product = \(product) AND result = 'succeeded'
                AND last_at > \(start) AND last_at <= \(end) LIMIT 1
            """) != nil
    }

    /// Forgets episodes that count for nothing after a week, up to 1,000. Returns whether there may be more.
    package func sweepEpisodes(at now: Timestamp) throws -> Bool {
        try run(
            """
            DELETE FROM rollout_episodes WHERE (product, side, episode) IN (
                SELECT product, side, episode FROM rollout_episodes WHERE number = 0 AND last_at < \(now - .days(7)) LIMIT 1000)
            """) == 1000
    }

    /// The number of the last episode that counts.
    func lastNumber(of product: ProductID) throws -> Int64 {
        try first("SELECT MAX(number) AS n FROM rollout_episodes WHERE product = \(product)")?["n"] ?? 0
    }

    /// Over at once after a success, a lock, a request for a new password or for help, or the third wrong try; else ten minutes after the last try.
    private func openEpisodes(of product: ProductID, at now: Timestamp, limit: Int) throws -> [OpenEpisode] {
        try rows(
            """
            SELECT side, episode, person_id, known, result, last_at FROM rollout_episodes
            WHERE product = \(product) AND number IS NULL
              AND (result IN ('succeeded', 'locked', 'forgot', 'ticket') OR wrong >= 3 OR last_at <= \(now - .minutes(10)))
            ORDER BY last_at, side, episode LIMIT \(limit)
            """
        ).map { try OpenEpisode(row: $0) }
    }

    private func isFirst(_ episode: OpenEpisode, of product: ProductID) throws -> Bool {
        guard let person = episode.person else { return false }
        let last = try first(
            """
            SELECT result, last_at FROM rollout_episodes
            WHERE person_id = \(person) AND product = \(product) AND number > 0 ORDER BY last_at DESC LIMIT 1
            """)
        guard let last else { return true }
        let day: Timestamp = try last["last_at"]
        guard day.isoDate != episode.lastAt.isoDate else { return false }
        let hadFailed = try last["result"] != EpisodeTry.Result.succeeded.rawValue
        return !(hadFailed && episode.failed)
    }
}

/// An episode that is over and was not judged yet.
private struct OpenEpisode {
    let side: String
    let episode: String
    let person: PersonID?
    let isKnown: Bool
    let failed: Bool
    /// Whether anything came of it.
    let isTried: Bool
    let lastAt: Timestamp
    var isOwn: Bool { isTried && (isKnown || !failed) }

    init(row: Row) throws {
        side = try row["side"]
        episode = try row["episode"]
        person = try row["person_id"]
        isKnown = try row["known"]
        failed = try row["result"] != EpisodeTry.Result.succeeded.rawValue
        isTried = try row["result"] != EpisodeTry.Result.begun.rawValue
        lastAt = try row["last_at"]
    }
}
