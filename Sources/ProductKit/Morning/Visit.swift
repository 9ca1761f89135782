internal import Core

/// When somebody was on their first page of an account before: what changed since is news there.
struct Visit: Sendable, Equatable {
    /// The end of the visit before; nil at the first.
    let since: Timestamp?
    /// When the page was opened last, to `step`.
    let seenAt: Timestamp

    /// Whoever comes back later than this is on another visit. Until then a reload shows the same news.
    static let pause = Duration.minutes(30)
    /// A visit that goes on is written down once in this time.
    static let step = Duration.minutes(5)
    /// Whoever was away for longer begins anew.
    static let longest = Duration.days(90)

    /// The visit that looking at this moment belongs to. It is the one that was kept where there is nothing to write.
    static func now(_ now: Timestamp, after kept: Visit?) -> Visit {
        guard let kept, now - kept.seenAt < longest else { return Visit(since: nil, seenAt: now) }
        if now - kept.seenAt > pause { return Visit(since: kept.seenAt, seenAt: now) }
        return now - kept.seenAt > step ? Visit(since: kept.since, seenAt: now) : kept
    }
}
