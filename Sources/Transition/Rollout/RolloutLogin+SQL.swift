package import Access
internal import Audit
package import Core
internal import Identity
package import SQL

/// Where a login was sent before.
struct SentLogin: Sendable {
    let login: RolloutLogin
    let wasSent: Bool
    let hasSucceeded: Bool
    /// One of two logins that are one person now: the product cannot check all that they prove, so that they stay inside.
    let isJoined: Bool
    /// Rolled back: no phase takes it in until the operator goes on with one.
    let isHeld: Bool
    /// Until when they put it off; nil for whoever did not.
    let waitsUntil: Timestamp?

    /// Whether they are inside whatever phases say.
    var isInside: Bool { hasSucceeded || isJoined }

    func stays(at now: Timestamp) -> Bool { isHeld || waitsUntil.map { $0 > now } ?? false }
}

extension Transaction {
    /// The people of the product with this login; usually one or none. One indexed read, and one more for each if phases ask for accounts.
    func sentLogins(_ text: String, product: ProductID, _ phases: [RolloutPhase]) throws -> [SentLogin] {
        let name = LoginName(text)?.canonical
        return try rows(
            """
            SELECT DISTINCT p.id AS id, p.created_at AS created_at, p.locale AS locale, r.sent_at AS sent_at,
                r.succeeded_at AS succeeded_at, s.joined AS joined, b.is_held AS is_held, w.until AS until
            FROM people p JOIN import_sources s ON s.person_id = p.id AND s.product = \(product)
            LEFT JOIN rollout_logins r ON r.product = s.product AND r.person_id = p.id
            LEFT JOIN rollout_returns b ON b.product = s.product AND b.person_id = p.id
            LEFT JOIN rollout_waits w ON w.product = s.product AND w.person_id = p.id AND s.joined = 0
            WHERE p.merged_into IS NULL AND p.id IN (
                SELECT a.person_id FROM email_addresses a WHERE a.canonical = \(text)
                UNION SELECT n.person_id FROM login_names n WHERE n.product = \(product) AND n.canonical = \(name))
            """
        ).map { row in
            let person: PersonID = try row["id"]
            let sent: Timestamp? = try row["sent_at"]
            let succeeded: Timestamp? = try row["succeeded_at"]
            var login = RolloutLogin(person: person, text: text, createdAt: try row["created_at"], locale: try row["locale"])
            if sent == nil, phases.contains(where: \.needsAccounts) {
                login.accounts = try accounts(of: person, product, counted: phases.contains { $0.terms.needsSizes })
            }
            let isHeld: Bool? = try row["is_held"]
            return SentLogin(
                login: login, wasSent: sent != nil, hasSucceeded: succeeded != nil, isJoined: try row["joined"] as Int == 1,
                isHeld: isHeld ?? false, waitsUntil: try row["until"])
        }
    }

    func accounts(of person: PersonID, _ product: ProductID, counted: Bool) throws -> [RolloutLogin.Account] {
        let size: Statement =
            counted ? "(SELECT COUNT(*) FROM members x WHERE x.account_id = m.account_id AND x.product = m.product)" : "0"
        return try rows(
            "SELECT m.account_id AS id, \(size) AS size FROM members m WHERE m.person_id = \(person) AND m.product = \(product)"
        )
        .map { .init(id: try $0["id"], members: try $0["size"]) }
    }

    /// Notes that the login was sent to the ID: from now on it stays there. For a login that nobody has, does as much and changes nothing.
    func noteSent(_ person: PersonID?, _ product: ProductID, by phase: RolloutPhaseID, from browser: BrowserFacts, at now: Timestamp) throws
    {
        guard let person else {
            try run("UPDATE rollout_logins SET sent_at = sent_at WHERE product = \(product) AND person_id = \("")")
            return
        }
        try run(
            """
            INSERT INTO rollout_logins (product, person_id, phase_id, browser, known, sent_at)
            VALUES (\(product), \(person), \(phase), \(browser.family), \(browser.isKnown), \(now))
            ON CONFLICT (product, person_id) DO NOTHING
            """)
    }

    /// Notes that the person came into the product by the ID, the first time. From then on their old login there is over, whatever phases
    /// the product has now or later. Nothing happens for whoever had none.
    package func noteArrival(of person: PersonID, in product: ProductID, at now: Timestamp) throws {
        guard try !hasArrived(person, in: product), try isImported(person, from: product) else { return }
        let texts = try addresses(of: person).map(\.address.canonical) + [""]
        let phase = try phase(taking: person, of: product, knownBy: texts, at: now)?.id
        let changed = try run(
            """
            INSERT INTO rollout_logins (product, person_id, phase_id, sent_at, succeeded_at)
            VALUES (\(product), \(person), \(phase), \(now), \(now))
            ON CONFLICT (product, person_id) DO UPDATE SET succeeded_at = excluded.succeeded_at WHERE rollout_logins.succeeded_at IS NULL
            """)
        guard changed > 0 else { return }
        try run("DELETE FROM rollout_returns WHERE product = \(product) AND person_id = \(person)")
        try append(
            AuditEvent(.loginMoved, by: .person(person), on: person.text, details: ["product": product.rawValue]), at: now)
    }

    /// The first phase of the product that takes the person in now, whichever of these texts they type; nil for none.
    func phase(taking person: PersonID, of product: ProductID, knownBy texts: [String], at now: Timestamp) throws -> RolloutPhase? {
        let phases = try rolloutPhases(of: product).filter(\.state.counts)
        guard !phases.isEmpty else { return nil }
        return phases.taking(try logins(of: person, in: product, knownBy: texts, phases), at: now)
    }

    /// The person as phases see them, for each text that they may type.
    func logins(of person: PersonID, in product: ProductID, knownBy texts: [String], _ phases: [RolloutPhase]) throws -> [RolloutLogin] {
        let accounts = try accounts(of: person, product, counted: phases.contains { $0.terms.needsSizes })
        let found = try self.person(person)
        return texts.map {
            RolloutLogin(person: person, text: $0, createdAt: found?.createdAt, locale: found?.locale, accounts: accounts)
        }
    }

    /// Forgets where a phase sent those who have not succeeded yet: they are drawn anew.
    func forgetSent(by phase: RolloutPhaseID) throws -> Int {
        try run("DELETE FROM rollout_logins WHERE phase_id = \(phase) AND succeeded_at IS NULL")
    }

    /// How many of the product's people were sent to the ID, and how many of them succeeded; by one phase or by any way.
    package func rolloutCounts(_ product: ProductID, phase: RolloutPhaseID? = nil) throws -> (sent: Int, succeeded: Int) {
        let whose: Statement = phase.map { "phase_id = \($0) AND product = \(product)" } ?? "product = \(product)"
        let row = try first("SELECT COUNT(*) AS sent, COUNT(succeeded_at) AS succeeded FROM rollout_logins WHERE \(whose)")
        return (try row?["sent"] ?? 0, try row?["succeeded"] ?? 0)
    }

    /// Whether the person succeeded at the ID, for the product, before.
    package func hasArrived(_ person: PersonID, in product: ProductID) throws -> Bool {
        try first(
            "SELECT 1 AS one FROM rollout_logins WHERE product = \(product) AND person_id = \(person) AND succeeded_at IS NOT NULL") != nil
    }

    /// Whether an old product brought the person.
    package func isImported(_ person: PersonID, from product: ProductID) throws -> Bool {
        try first("SELECT 1 AS one FROM import_sources WHERE person_id = \(person) AND product = \(product)") != nil
    }

    /// How many people an old product brought.
    package func importedPeople(of product: ProductID) throws -> Int {
        try first("SELECT COUNT(DISTINCT person_id) AS n FROM import_sources WHERE product = \(product)")?["n"] ?? 0
    }
}
