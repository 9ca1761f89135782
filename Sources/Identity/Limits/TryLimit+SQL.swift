package import Core
package import SQL

extension Transaction {
    /// Counts one try for each subject; or, where any of them has none left, counts nothing and answers how long to wait.
    ///
    /// Called in a transaction of its own that commits before the guess is looked at, so that nothing later can take the count back.
    package func countTry(for subjects: [TrySubject], limits: TryLimits, at now: Timestamp) throws -> Duration? {
        var counted: [(name: String, tries: Int, level: Int, end: Timestamp)] = []
        var wait: Duration?
        for subject in subjects {
            let limit = limits.limit(of: subject)
            let row = try first("SELECT counted, level, window_ends_at FROM tries WHERE name = \(subject.name)")
            var (tries, level) = (0, 0)
            var end = now + limit.window
            if let row {
                (tries, level, end) = (try row["counted"], try row["level"], try row["window_ends_at"])
                if now >= end {
                    let isForgiven = now >= end + limit.longestWindow
                    level = isForgiven ? 0 : tries >= limit.tries ? level + 1 : level
                    (tries, end) = (0, now + limit.window(level: level))
                }
            }
            if tries >= limit.tries { wait = max(wait ?? .zero, end - now) }
            counted.append((subject.name, tries + 1, level, end))
        }
        if let wait { return wait }
        for entry in counted {
            try run(
                """
                INSERT INTO tries (name, counted, level, window_ends_at) VALUES (\(entry.name), \(entry.tries), \(entry.level), \(entry.end))
                ON CONFLICT (name) DO UPDATE
                SET counted = excluded.counted, level = excluded.level, window_ends_at = excluded.window_ends_at
                """)
        }
        return nil
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
