package import Access
internal import Audit
package import Core
internal import Identity
package import SQL

/// The end of a product's move: everybody signs in at the ID, and nothing of the old logins is kept for the product any more.
package struct RolloutFinish {
    private let tx: Transaction
    private let product: ProductID
    private let now: Timestamp

    package init(_ tx: Transaction, of product: ProductID, at now: Timestamp) {
        self.tx = tx
        self.product = product
        self.now = now
    }

    /// Why it cannot end yet.
    package enum Obstacle: Error, Sendable, Equatable, CustomStringConvertible {
        case notMoving(ProductID)
        case braked([String])
        /// How many would sign in at the product itself, with some of them.
        case left(Int, [PersonID])

        package var description: String {
            switch self {
            case .notMoving(let product): "\(product) has no phase that was started, so there is no move to end."
            case .braked(let classes):
                "These are paused and would be led to the product's own sign-in: \(classes.joined(separator: "; ")). Release them first."
            case .left(let count, let some):
                "\(count) of its people would still sign in at the product itself, such as \(some.map(\.text).joined(separator: ", ")). "
                    + "Let a running phase take everybody first."
            }
        }
    }

    /// Proves that nobody is left outside, then ends every phase. Throws `Obstacle`. Returns how many people are inside.
    package func run() throws -> Int {
        // A run that was stopped after this transaction goes on with what follows.
        if try tx.isMoveFinished(product) { return try tx.importedPeople(of: product) }
        let phases = try tx.rolloutPhases(of: product)
        guard phases.contains(where: \.state.counts) else { throw Obstacle.notMoving(product) }
        let braked = try tx.standingBrakes(of: product)
        guard braked.isEmpty else { throw Obstacle.braked(braked.map(\.whom.words)) }
        let (inside, left) = try judge(phases.filter(\.state.counts))
        guard left.isEmpty else { throw Obstacle.left(left.count, Array(left.prefix(5))) }
        try tx.run("UPDATE rollout_phases SET state = \(RolloutPhase.State.finished) WHERE product = \(product)")
        try tx.run("DELETE FROM rollout_returns WHERE product = \(product)")
        try tx.run("DELETE FROM rollout_waits WHERE product = \(product)")
        try tx.run("DELETE FROM account_days WHERE product = \(product) AND (answer IS NULL OR is_told = 1)")
        try tx.unregisterClassic(product, by: .operatorCommand, at: now)
        try tx.append(
            AuditEvent(
                .rolloutFinished, by: .operatorCommand, on: product.rawValue, details: ["product": product.rawValue, "people": "\(inside)"]),
            at: now)
        return inside
    }

    /// Everybody is inside already, or would be led there at the next sign-in.
    private func judge(_ phases: [RolloutPhase]) throws -> (inside: Int, left: [PersonID]) {
        let sent: Set<String> = Set(
            try tx.rows("SELECT person_id FROM rollout_logins WHERE product = \(product)").map { try $0["person_id"] })
        let outside: Set<String> = Set(
            try tx.rows(
                """
                SELECT person_id FROM rollout_returns WHERE product = \(product) AND is_held = 1
                UNION SELECT person_id FROM rollout_waits WHERE product = \(product) AND until > \(now)
                """
            ).map { try $0["person_id"] })
        var inside = 0
        var left: [PersonID] = []
        // What any of the phases asks, so that accounts and their sizes are read once.
        var asking = phases[0]
        if let sized = phases.first(where: { $0.terms.needsSizes }) { asking = sized }
        try tx.eachImported(by: asking) { login in
            guard let person = login.person else { return }
            if outside.contains(person.text), !sent.contains(person.text) {
                left.append(person)
            } else if sent.contains(person.text) || phases.taking(login, at: now) != nil {
                inside += 1
            } else {
                left.append(person)
            }
        }
        return (inside, left)
    }
}

extension Transaction {
    /// Whether the product's move is over, so that its own sign-in does not come back with a start.
    package func isMoveFinished(_ product: ProductID) throws -> Bool {
        let states = try rolloutPhases(of: product).map(\.state)
        return states.contains(.finished) && !states.contains(where: \.counts)
    }
}
