package import Access
package import Core
internal import Credentials
package import Identity
package import SQL

/// A try to sign in, as one of the two doors of a product tells of it. Tries with the same `episode` are one person's, in one browser.
package struct EpisodeTry: Sendable {
    package let episode: String
    /// As it was typed.
    package let login: String
    package let browser: String
    package let isKnown: Bool
    package let result: Result
    package let at: Timestamp
    /// Which browser it was, where that can be told: what it is about may turn out to be its person's.
    package var mark: BrowserMark?

    package enum Result: String, Sendable {
        /// A try is about to be checked.
        case begun
        case succeeded
        case wrongPassword = "wrong-password"
        case wrongCode = "wrong-code"
        case locked
        /// The person asked for a new password.
        case forgot
        /// The person asked for help.
        case ticket

        /// What a product tells of.
        package static let told: [Result] = [.succeeded, .wrongPassword, .wrongCode, .locked, .forgot, .ticket]

        var isWrong: Bool { self == .wrongPassword || self == .wrongCode }
    }

    package init(episode: String, login: String, browser: String, isKnown: Bool, result: Result, at: Timestamp) {
        self.episode = episode
        self.login = login
        self.browser = browser
        self.isKnown = isKnown
        self.result = result
        self.at = at
    }
}

/// Tries at the product's own door count with those at the ID's: whoever guesses at both has no more of them than at one.
package struct ClassicTries: Sendable {
    private let product: ProductID
    private let limits: TryLimits

    package init(at product: ProductID, limits: TryLimits) {
        self.product = product
        self.limits = limits
    }

    /// How long a login waits before the next try; nil if there is one left. The product itself lets a browser go on that signed the login in
    /// before, as the ID does.
    package func wait(for login: String, in tx: Transaction, at now: Timestamp) throws -> Duration? {
        let text = RolloutRouting.normalised(login)
        return try tx.wait(for: subjects(text, people(text, tx)), limits: limits, at: now)
    }

    /// Notes what became of a try.
    package func note(_ attempt: EpisodeTry, in tx: Transaction, at now: Timestamp) throws {
        let text = RolloutRouting.normalised(attempt.login)
        let people = try people(text, tx)
        let person = people.first
        try tx.note(attempt, by: .classic, of: person, at: product)
        if attempt.result == .succeeded, let person { try tx.run("UPDATE people SET last_sign_in_at = \(attempt.at) WHERE id = \(person)") }
        switch attempt.result {
        case .succeeded: try tx.forgetTries(for: subjects(text, people))
        case .wrongPassword:
            let subjects = subjects(text, people).filter { if case .code = $0 { false } else { true } }
            _ = try tx.countTry(for: subjects, limits: limits, at: now)
        case .wrongCode: if let person { _ = try tx.countTry(for: [.code(person)], limits: limits, at: now) }
        case .begun, .locked, .forgot, .ticket: break
        }
    }

    private func people(_ text: String, _ tx: Transaction) throws -> [PersonID] {
        try tx.sentLogins(text, product: product, []).compactMap(\.login.person)
    }

    private func subjects(_ text: String, _ people: [PersonID]) -> [TrySubject] {
        [.strangers(text), .address(text)] + people.flatMap { [.person($0), .code($0)] }
    }
}

/// The door at which an episode was.
enum EpisodeSide: String, Sendable {
    case classic
    case id
}

extension Transaction {
    /// Adds a try to its episode. What class the person is of is written down with the first one: later it may have changed.
    func note(_ attempt: EpisodeTry, by side: EpisodeSide, of person: PersonID?, at product: ProductID) throws {
        if attempt.result == .succeeded, let person, let mark = attempt.mark { try claimEpisodes(of: person, in: mark, at: attempt.at) }
        let wrong = attempt.result.isWrong ? 1 : 0
        let changed = try run(
            """
            UPDATE rollout_episodes SET wrong = wrong + \(wrong), result = \(attempt.result.rawValue), last_at = \(attempt.at)
            WHERE product = \(product) AND side = \(side.rawValue) AND episode = \(attempt.episode) AND number IS NULL
            """)
        guard changed == 0 else { return }
        let whom = try person.map { try episodeClass(of: $0, browser: attempt.browser, at: attempt.at) }
        let signedIn = try person.flatMap { try self.person($0)?.lastSignInAt }
        let phase: String? = try person.flatMap {
            try first("SELECT phase_id FROM rollout_logins WHERE product = \(product) AND person_id = \($0)")?["phase_id"]
        }
        try run(
            """
            INSERT INTO rollout_episodes
                (product, side, episode, person_id, browser, known, hash, factor, dormant, wrong, result, started_at, last_at,
                 signed_in_at, phase_id, browser_mark)
            VALUES (\(product), \(side.rawValue), \(attempt.episode), \(person), \(attempt.browser), \(attempt.isKnown), \(whom?.hash),
                    \(whom?.factor), \(whom?.isDormant ?? false), \(wrong), \(attempt.result.rawValue), \(attempt.at), \(attempt.at), \(signedIn), \(phase),
                \(attempt.mark?.text))
            ON CONFLICT (product, side, episode) DO NOTHING
            """)
    }

    /// Whose login is like that person's now.
    func episodeClass(of person: PersonID, browser: String, at now: Timestamp) throws -> EpisodeClass {
        let hash = try password(of: person).flatMap { try? PasswordHash(stored: $0.hash.exposed) }?.format.rawValue
        let factor = try secondFactors(of: person).preferred?.method.kind.rawValue
        return EpisodeClass(
            hash: hash ?? EpisodeClass.none, factor: factor ?? EpisodeClass.none, browser: browser,
            isDormant: try self.person(person)?.isDormant(at: now) ?? true)
    }

    /// A try at the ID, of whoever has that login in the product.
    package func noteAtTheID(_ attempt: EpisodeTry, at product: ProductID) throws {
        let person = try sentLogins(RolloutRouting.normalised(attempt.login), product: product, []).first?.login.person
        try note(attempt, by: .id, of: person, at: product)
    }
}

extension Person {
    /// Whether they did not sign in for 180 days.
    func isDormant(at now: Timestamp) -> Bool { lastSignInAt.map { $0 + .days(180) < now } ?? true }
}
