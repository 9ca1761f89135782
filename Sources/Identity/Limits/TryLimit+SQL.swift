package import Core
package import SQL

extension Transaction {
    /// Counts one try for each subject. If any of them has no tries left, counts nothing and returns how long to wait.
    ///
    /// Call it in a separate transaction that commits before the guess is checked, so that nothing later can undo the count.
    package func countTry(for subjects: [TrySubject], limits: TryLimits, at now: Timestamp) throws -> Duration? {
        var counted: [(subject: TrySubject, window: TryWindow)] = []
        var wait: Duration?
        for subject in subjects {
            let window = try window(of: subject, limits, at: now)
            if let left = window.wait { wait = max(wait ?? .zero, left) }
            counted.append((subject, window))
        }
        if let wait { return wait }
        for (subject, window) in counted {
            try run(
                """
                INSERT INTO tries (name, counted, level, window_ends_at) VALUES (\(subject.name), \(window.tries + 1), \(window.level), \(window.end))
                ON CONFLICT (name) DO UPDATE
                SET counted = excluded.counted, level = excluded.level, window_ends_at = excluded.window_ends_at
                """)
        }
        return nil
    }

    /// How long until each of the subjects has a try left; nil if all have. Counts nothing.
    package func wait(for subjects: [TrySubject], limits: TryLimits, at now: Timestamp) throws -> Duration? {
        try subjects.compactMap { try window(of: $0, limits, at: now).wait }.max()
    }

    /// Whether the subject has a try left. Counts nothing.
    func mayTry(_ subject: TrySubject, limits: TryLimits, at now: Timestamp) throws -> Bool {
        try window(of: subject, limits, at: now).wait == nil
    }

    private func window(of subject: TrySubject, _ limits: TryLimits, at now: Timestamp) throws -> TryWindow {
        let limit = limits.limit(of: subject)
        var window = TryWindow(tries: 0, level: 0, end: now + limit.window)
        if let row = try first("SELECT counted, level, window_ends_at FROM tries WHERE name = \(subject.name)") {
            window = TryWindow(tries: try row["counted"], level: try row["level"], end: try row["window_ends_at"])
            if now >= window.end { window = window.next(limit, at: now) }
        }
        if window.tries >= limit.tries { window.wait = window.end - now }
        return window
    }

    /// Resets the counts of the subjects, after a correct answer.
    package func forgetTries(for subjects: [TrySubject]) throws {
        try run("DELETE FROM tries WHERE name IN \(list: subjects.map(\.name))")
    }

    /// Undoes one counted try: a correct answer does not count against the network it came from.
    package func giveBackTry(for subject: TrySubject) throws {
        try run("UPDATE tries SET counted = counted - 1 WHERE name = \(subject.name) AND counted > 0")
    }
}

/// A subject's tries in the current time window.
private struct TryWindow {
    var tries: Int
    var level: Int
    var end: Timestamp
    /// How long until the next try is allowed; nil if one is left.
    var wait: Duration?

    /// The next window: twice as long if this one was used up, and as long as the first if this one ended long ago.
    func next(_ limit: TryLimit, at now: Timestamp) -> TryWindow {
        let isForgiven = now >= end + limit.longestWindow
        let level = isForgiven ? 0 : tries >= limit.tries ? level + 1 : level
        return TryWindow(tries: 0, level: level, end: now + limit.window(level: level))
    }
}
