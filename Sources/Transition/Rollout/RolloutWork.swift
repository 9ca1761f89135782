package import Access
package import Audit
package import Core
package import SQL

/// Why a phase cannot be changed so, for the operator.
package enum RolloutError: Error, Sendable, Equatable, CustomStringConvertible {
    case nameTaken(String)
    case wrongState(String, RolloutPhase.State, needed: [RolloutPhase.State])
    case wrongPercent
    case unfitName
    case nobodyMeant
    case noClassicSignIn(ProductID)
    case nothingCounts(ProductID)

    package var description: String {
        switch self {
        case .nameTaken(let name): "There is a phase \"\(name)\" already. Give this one another name."
        case .wrongState(let name, let state, let needed):
            "The phase \"\(name)\" is \(state.rawValue); this needs one that is \(needed.map(\.rawValue).joined(separator: " or "))."
        case .noClassicSignIn(let product):
            "\(product) has no sign-in of its own to go back to. See: lanyard rollout classic --help"
        case .nothingCounts(let product):
            "No phase of \(product) is running or paused: everybody signs in at the ID, also whoever is rolled back. Start a phase first, of 0 % say."
        case .unfitName: "A phase's name is a line of 1 to 100 characters that can be seen."
        case .nobodyMeant: "Logins made before the one day and after the other: there are none, because the days are the wrong way round."
        case .wrongPercent: "A percentage is 0 to 100, with two decimals at most."
        }
    }
}

/// What the operator does to phases. Each act is one transaction with its event.
package struct RolloutWork {
    private let tx: Transaction
    private let now: Timestamp
    private let actor: AuditEvent.Actor

    package init(_ tx: Transaction, at now: Timestamp, by actor: AuditEvent.Actor = .operatorCommand) {
        self.tx = tx
        self.now = now
        self.actor = actor
    }

    /// Adds a phase, as a draft.
    package func add(
        named name: String, to product: ProductID, _ terms: RolloutPhase.Terms, random: some RandomSource = SystemRandom()
    ) throws -> RolloutPhase {
        guard name.count <= 100, name == name.visibleName else { throw RolloutError.unfitName }
        try checkDays(terms)
        guard try tx.rolloutPhase(named: name) == nil else { throw RolloutError.nameTaken(name) }
        var phase = RolloutPhase(
            id: RolloutPhaseID(at: now), name: name, product: product, terms: terms, salt: random.bytes(32), createdAt: now)
        phase.eligible = try share(of: phase)
        try tx.insert(phase)
        try record(.rolloutPhaseAdded, phase)
        return phase
    }

    /// Gives it other terms. Whoever was sent to the ID before stays there.
    package func change(_ phase: RolloutPhase, to terms: RolloutPhase.Terms) throws -> RolloutPhase {
        guard phase.state != .finished else { throw RolloutError.wrongState(phase.name, phase.state, needed: [.draft, .running, .paused]) }
        try checkDays(terms)
        var changed = phase
        changed.terms = terms
        changed.eligible = try share(of: changed)
        try tx.update(changed)
        try record(.rolloutPhaseChanged, changed)
        return changed
    }

    private func checkDays(_ terms: RolloutPhase.Terms) throws {
        guard let before = terms.createdBefore, let after = terms.createdAfter, after >= before else { return }
        throw RolloutError.nobodyMeant
    }

    /// From that moment on it takes people in; nil for at once. `announced`: whether its people are told by mail a week before.
    package func start(_ phase: RolloutPhase, at start: Timestamp?, announced: Bool = false) throws -> RolloutPhase {
        guard phase.state == .draft else { throw RolloutError.wrongState(phase.name, phase.state, needed: [.draft]) }
        var running = phase
        running.state = .running
        running.startsAt = start
        running.announcedTo = announced ? "" : nil
        running.eligible = try share(of: running)
        try tx.update(running)
        try record(.rolloutPhaseStarted, running)
        return running
    }

    /// Nobody new comes inside, and whoever has not succeeded yet is drawn anew when it goes on. Returns how many those are.
    package func pause(_ phase: RolloutPhase) throws -> (phase: RolloutPhase, left: Int) {
        guard phase.state == .running else { throw RolloutError.wrongState(phase.name, phase.state, needed: [.running]) }
        var paused = phase
        paused.state = .paused
        try tx.update(paused)
        let left = try tx.forgetSent(by: phase.id)
        try record(.rolloutPhasePaused, paused, ["left": "\(left)"])
        return (paused, left)
    }

    package func resume(_ phase: RolloutPhase) throws -> RolloutPhase {
        guard phase.state == .paused else { throw RolloutError.wrongState(phase.name, phase.state, needed: [.paused]) }
        var running = phase
        running.state = .running
        try tx.update(running)
        try tx.stopRollBack(of: phase.id, at: now)
        // Whoever was rolled back is drawn like everybody again, but for classes that are paused.
        try tx.run(
            """
            UPDATE rollout_returns SET is_held = 0 WHERE product = \(phase.product)
            AND (brake_id IS NULL OR brake_id NOT IN (SELECT id FROM rollout_brakes WHERE released_at IS NULL))
            """)
        try record(.rolloutPhaseResumed, running)
        return running
    }

    /// Pauses it, and begins to bring everybody back whom it brought inside. Throws what `RollBack.init` throws.
    package func beginRollBack(of phase: RolloutPhase, _ keyring: Keyring) throws -> PhaseRollBack {
        try tx.beginRollBack(of: phase, keyring, by: actor, at: now)
    }

    /// A draft that nobody needs.
    package func remove(_ phase: RolloutPhase) throws {
        guard phase.state == .draft else { throw RolloutError.wrongState(phase.name, phase.state, needed: [.draft]) }
        try tx.delete(phase)
        try record(.rolloutPhaseRemoved, phase)
    }

    /// Of ten thousand of the product's people, how many the conditions meet.
    private func share(of phase: RolloutPhase) throws -> Int {
        guard phase.terms.isNarrow else { return 10_000 }
        var all = 0
        var met = 0
        try tx.eachImported(by: phase) { login in
            all += 1
            if phase.meets(login) { met += 1 }
        }
        return all == 0 ? 10_000 : met * 10_000 / all
    }

    private func record(_ action: AuditAction, _ phase: RolloutPhase, _ more: [String: String] = [:]) throws {
        let terms = phase.terms
        var details = ["name": phase.name, "product": phase.product.rawValue, "percent": "\(terms.percent)", "unit": terms.unit.rawValue]
        if let start = phase.startsAt { details["starts"] = start.rfc3339 }
        details["may_wait"] = "\(terms.mayWait)"
        if !terms.countries.isEmpty { details["countries"] = terms.countries.sorted().joined(separator: " ") }
        details["rolls_back"] = "\(terms.rollsBack)"
        details["allowed"] = "\(terms.listed.values.count { $0 })"
        details["denied"] = "\(terms.listed.values.count { !$0 })"
        try tx.append(
            AuditEvent(action, by: actor, on: phase.id.text, details: details.merging(more) { first, _ in first }), at: now)
    }
}

extension Transaction {
    /// Each person whom an import of the phase's product brought, with what the phase asks of them.
    func eachImported(by phase: RolloutPhase, _ body: (RolloutLogin) throws -> Void) throws {
        var sizes: [AccountID: Int] = [:]
        if phase.terms.needsSizes {
            for row in try rows("SELECT account_id, COUNT(*) AS n FROM members WHERE product = \(phase.product) GROUP BY account_id") {
                sizes[try row["account_id"]] = try row["n"]
            }
        }
        var current: RolloutLogin?
        try each(
            """
            SELECT p.id AS id, p.created_at AS created_at, p.locale AS locale, m.account_id AS account_id,
                   (SELECT a.canonical FROM email_addresses a WHERE a.person_id = p.id AND a.product = s.product LIMIT 1) AS address
            FROM import_sources s JOIN people p ON p.id = s.person_id
            LEFT JOIN members m ON m.person_id = p.id AND m.product = s.product
            WHERE s.product = \(phase.product) AND p.status <> 'erased' ORDER BY p.id
            """
        ) { row in
            let id: PersonID = try row["id"]
            if let known = current, known.person != id {
                try body(known)
                current = nil
            }
            var login =
                try current
                ?? RolloutLogin(person: id, text: row["address"] ?? "", createdAt: row["created_at"], locale: row["locale"])
            let account: AccountID? = try row["account_id"]
            if let account, !login.accounts.contains(where: { $0.id == account }) {
                login.accounts.append(.init(id: account, members: sizes[account] ?? 0))
            }
            current = login
        }
        if let current { try body(current) }
    }
}
