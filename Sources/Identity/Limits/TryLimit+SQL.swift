package import Core
package import SQL

extension Transaction {
    /// Counts one try for each subject; or, where any of them has none left, counts nothing and answers how long to wait.
    ///
    /// Called in a transaction of its own that commits before the guess is looked at, so that nothing later can take the count back.
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

    /// Whether the subject has a try left; nothing is counted.
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

    /// After a right answer: its subjects start anew.
    package func forgetTries(for subjects: [TrySubject]) throws {
        try run("DELETE FROM tries WHERE name IN \(list: subjects.map(\.name))")
    }

    /// Takes one counted try back: a right answer does not count against the network it came from.
    package func giveBackTry(for subject: TrySubject) throws {
        try run("UPDATE tries SET counted = counted - 1 WHERE name = \(subject.name) AND counted > 0")
    }
}

/// A subject's tries in the window of time that stands.
private struct TryWindow {
    var tries: Int
    var level: Int
    var end: Timestamp
    /// How long until the next try; nil where one is left.
    var wait: Duration?

    /// The window after this one: twice as long where this one was used up, as long as the first where that is long ago.
    func next(_ limit: TryLimit, at now: Timestamp) -> TryWindow {
        let isForgiven = now >= end + limit.longestWindow
        let level = isForgiven ? 0 : tries >= limit.tries ? level + 1 : level
        return TryWindow(tries: 0, level: level, end: now + limit.window(level: level))
    }
}
