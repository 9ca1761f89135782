internal import Core
internal import SQL

/// How often one may guess here before waiting. The ID counts too, over both doors, and refuses sooner; this holds also while it is silent.
struct LocalTries: Sendable {
    let name: String
    let most: Int
    var window = Duration.minutes(5)

    /// Whoever signed in from here before is not shut out by what strangers try.
    static func password(_ login: String, isKnown: Bool) -> LocalTries {
        LocalTries(name: (isKnown ? "known:" : "password:") + login, most: 5)
    }
    static func code(_ subject: String) -> LocalTries { LocalTries(name: "code:" + subject, most: 5) }
    static func network(_ network: ClientNetwork) -> LocalTries { LocalTries(name: "network:" + network.text, most: 100) }
    static func message(_ subject: String) -> LocalTries { LocalTries(name: "message:" + subject, most: 5, window: .minutes(30)) }
    /// Whoever earns by each message is stopped by these.
    static func messagesFrom(_ network: ClientNetwork) -> LocalTries {
        LocalTries(name: "messages-from:" + network.text, most: 50, window: .hours(1))
    }
    static func messagesTo(_ country: Int) -> LocalTries { LocalTries(name: "messages-to:\(country)", most: 2000, window: .hours(1)) }
}

extension Transaction {
    /// Counts one try for each. If any has none left, counts nothing and returns how long to wait. Call it in a transaction that commits
    /// before the guess is checked.
    func countTry(_ subjects: [LocalTries], at now: Timestamp) throws -> Duration? {
        try run("DELETE FROM classic_tries WHERE ends_at <= \(now)")
        for subject in subjects {
            guard let row = try first("SELECT counted, ends_at FROM classic_tries WHERE name = \(subject.name)") else { continue }
            let ends: Timestamp = try row["ends_at"]
            if try row["counted"] as Int >= subject.most { return ends - now }
        }
        for subject in subjects {
            try run(
                """
                INSERT INTO classic_tries (name, counted, ends_at) VALUES (\(subject.name), 1, \(now + subject.window))
                ON CONFLICT (name) DO UPDATE SET counted = classic_tries.counted + 1
                """)
        }
        return nil
    }

    func forgetTries(_ subject: LocalTries) throws { try run("DELETE FROM classic_tries WHERE name = \(subject.name)") }
}
