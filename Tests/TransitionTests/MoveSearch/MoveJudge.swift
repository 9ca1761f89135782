import Access
import Core
import Identity
import SQL
import Transition

/// What each login may do, and which doors open for it.
struct MoveSnapshot: Sendable, Equatable {
    struct Login: Sendable, Equatable {
        /// Whether it is a person of its own, who may sign in.
        var isActive = false
        var isMerged = false
        /// Whether it signed in at the ID for the dashboard, as the rows say.
        var hasArrived = false
        /// Whether a join brought it to the dashboard, or took its own there.
        var isJoined = false
        /// Whether the product has its credentials.
        var opensClassic = false
        /// Whether the ID leaves it at the product.
        var staysOutside = false
        /// Its roles by account.
        var rights: Set<String> = []
        var products: Set<String> = []
    }

    var logins: [Login] = []
}

extension MoveWorld {
    func snapshot() async throws -> MoveSnapshot {
        let now = now
        let keyring = fixture.keyring
        return try await fixture.database.read { [people] tx in
            var snapshot = MoveSnapshot()
            for person in people {
                var login = MoveSnapshot.Login()
                let row = try tx.first("SELECT status, merged_into FROM people WHERE id = \(person)")
                let merged: String? = try row?["merged_into"]
                let status: String? = try row?["status"]
                login.isMerged = merged != nil
                login.isActive = status == "active" && merged == nil
                login.hasArrived =
                    try tx.first(
                        """
                        SELECT 1 AS one FROM rollout_logins WHERE person_id = \(person) AND product = 'dashboard' AND succeeded_at IS NOT NULL
                        """) != nil
                login.isJoined =
                    try tx.first("SELECT 1 AS one FROM import_sources WHERE person_id = \(person) AND product = 'dashboard' AND joined = 0")
                    == nil
                if case .outside = try tx.classicLogin(of: person, at: Self.product, keyring).state { login.opensClassic = true }
                login.staysOutside = try merged == nil && tx.staysOutside(person, of: Self.product, keyring, at: now)
                for row in try tx.rows(
                    """
                    SELECT m.account_id AS account, m.product AS product, g.role AS role FROM members m
                    JOIN access_grants g ON g.member_id = m.id WHERE m.person_id = \(person)
                    """)
                {
                    let product: String = try row["product"]
                    login.rights.insert("\(try row["account"] as String) \(product) \(try row["role"] as String)")
                    login.products.insert(product)
                }
                snapshot.logins.append(login)
            }
            return snapshot
        }
    }
}

/// Whether an act kept the rules of the move, in the words of docs/rules.md and of the issue it was built for.
struct MoveJudge {
    let act: MoveAct
    let before: MoveSnapshot
    let after: MoveSnapshot
    let answer: RolloutRouting.Place?
    /// Whether the login was led to the ID, and nothing since may have led it out.
    let wasLedIn: Bool

    func faults() -> [String] { doors() + rights() + answers() + going() }

    /// Each login of the dashboard has a door, and not two.
    private func doors() -> [String] {
        after.logins.enumerated().prefix(MoveWorld.dashboardPeople).flatMap { number, login -> [String] in
            var faults: [String] = []
            if login.hasArrived, login.opensClassic { faults.append("login \(number) is inside, and its old door opens") }
            if !login.isActive, login.opensClassic { faults.append("login \(number) may not sign in, and its old door opens") }
            if login.isActive, login.staysOutside, !login.opensClassic { faults.append("login \(number) is shut out of both doors") }
            if login.opensClassic, login.isJoined || !login.products.isSubset(of: ["dashboard"]) {
                // Whoever never moved may have more than the product; whoever was rolled back must not.
                if before.logins[number].hasArrived { faults.append("login \(number) went back with more than the product") }
            }
            return faults
        }
    }

    /// Nobody's rights change by moving, going back, or by anything but what is about rights.
    private func rights() -> [String] {
        guard !act.changesRights else {
            let all = before.logins.reduce(into: Set<String>()) { $0.formUnion($1.rights) }
            let grown = after.logins.reduce(into: Set<String>()) { $0.formUnion($1.rights) }.subtracting(all)
            if case .giveOther = act { return [] }
            if case .separate = act { return [] }
            return grown.isEmpty ? [] : ["\(act) made new rights: \(grown.sorted())"]
        }
        return after.logins.indices.filter { after.logins[$0].rights != before.logins[$0].rights }.map {
            "\(act) changed the rights of login \($0)"
        }
    }

    /// Whoever was led to the ID is led there again, whatever grows; whoever is inside is never sent to the old door.
    private func answers() -> [String] {
        guard case .signIn(let number) = act, let answer else { return [] }
        let login = before.logins[number]
        var faults: [String] = []
        if answer == .classic, login.hasArrived, login.isActive { faults.append("login \(number) is inside, and was sent to the old door") }
        if answer == .classic, wasLedIn { faults.append("login \(number) was led in before, and out again by nobody") }
        if answer == .id, login.staysOutside { faults.append("login \(number) was led to the ID, which leaves it outside") }
        return faults
    }

    /// Nobody goes back but by a roll back or by their own wish.
    private func going() -> [String] {
        let mayGo =
            switch act {
            case .rollBack, .rollBackPhase, .notNow, .join, .separate: true
            default: false
            }
        guard !mayGo else { return [] }
        return after.logins.indices.filter { before.logins[$0].hasArrived && !after.logins[$0].hasArrived }
            .map { "\(act) took login \($0) out" }
    }
}
