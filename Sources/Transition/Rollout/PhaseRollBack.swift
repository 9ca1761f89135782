package import Access
package import Audit
package import Core
internal import Identity
package import SQL

package enum PhaseRollBackKind: IdentifierKind { package static let prefix = "rlb" }
package typealias PhaseRollBackID = Identifier<PhaseRollBackKind>

/// People of a phase, or of a paused class, on their way back to the product's own sign-in: some in each transaction, so that it can be
/// interrupted at any time and goes on where it was.
package struct PhaseRollBack: Sendable, Stored {
    package let id: PhaseRollBackID
    package let product: ProductID
    let phase: RolloutPhaseID?
    let brake: RolloutBrakeID?
    let begunBy: String
    package let begunAt: Timestamp
    /// Up to whom it is done, in the order of ids.
    var reached = ""
    package internal(set) var back = 0
    package internal(set) var staying = 0
    package internal(set) var finishedAt: Timestamp?

    package static let stored: [Column<PhaseRollBack>] = [
        Column("id", \.id), Column("product", \.product), Column("phase_id", \.phase), Column("brake_id", \.brake),
        Column("begun_by", \.begunBy), Column("begun_at", \.begunAt), Column("reached", \.reached), Column("back", \.back),
        Column("staying", \.staying), Column("finished_at", \.finishedAt),
    ]

    init(of product: ProductID, phase: RolloutPhaseID?, brake: RolloutBrakeID?, by actor: AuditEvent.Actor, at now: Timestamp) {
        id = PhaseRollBackID(at: now)
        self.product = product
        self.phase = phase
        self.brake = brake
        begunBy = actor.text
        begunAt = now
    }

    package var isByItself: Bool { begunBy == AuditEvent.Actor.system.text }

    package init(row: Row) throws {
        id = try row["id"]
        product = try row["product"]
        phase = try row["phase_id"]
        brake = try row["brake_id"]
        begunBy = try row["begun_by"]
        begunAt = try row["begun_at"]
        reached = try row["reached"]
        back = try row["back"]
        staying = try row["staying"]
        finishedAt = try row["finished_at"]
    }
}

/// Somebody who could not go back.
package struct StayingPerson: Sendable {
    package let person: PersonID
    package let why: StaysInside
}

extension Transaction {
    /// Pauses the phase and begins to bring everybody back whom it brought inside. Throws what `RollBack.init` throws. Returns the one that is
    /// under way, if one is.
    func beginRollBack(of phase: RolloutPhase, _ keyring: Keyring, by actor: AuditEvent.Actor, at now: Timestamp) throws -> PhaseRollBack {
        _ = try RollBack(self, to: phase.product, keyring, at: now, by: actor)
        if phase.state == .running { _ = try RolloutWork(self, at: now, by: actor).pause(phase) }
        if let known = try rollBack(of: phase.id), known.finishedAt == nil { return known }
        return try begin(PhaseRollBack(of: phase.product, phase: phase.id, brake: nil, by: actor, at: now), by: actor, at: now)
    }

    /// Begins to bring the people of the class back who are inside. By itself it does so in the phases alone that were told to. Throws what
    /// `RollBack.init` throws.
    @discardableResult
    package func beginRollBack(of brake: RolloutBrake, by actor: AuditEvent.Actor, at now: Timestamp) throws -> PhaseRollBack {
        guard try classicProduct(brake.product) != nil else { throw RolloutError.noClassicSignIn(brake.product) }
        guard try rolloutPhaseCounts(for: brake.product) else { throw RolloutError.nothingCounts(brake.product) }
        // What the server does by itself is not for every phase, so it stands in nobody's way.
        if let known = try rollBack(of: brake.id), known.finishedAt == nil, !known.isByItself || actor == .system { return known }
        return try begin(PhaseRollBack(of: brake.product, phase: nil, brake: brake.id, by: actor, at: now), by: actor, at: now)
    }

    private func begin(_ rollBack: PhaseRollBack, by actor: AuditEvent.Actor, at now: Timestamp) throws -> PhaseRollBack {
        try run("INSERT INTO rollout_roll_backs (\(PhaseRollBack.columns)) VALUES (\(values: rollBack))")
        let details = ["product": rollBack.product.rawValue]
        try append(
            AuditEvent(.rollBackBegun, by: actor, on: rollBack.phase?.text ?? rollBack.brake?.text ?? "", details: details), at: now)
        return rollBack
    }

    /// The newest of the phase.
    package func rollBack(of phase: RolloutPhaseID) throws -> PhaseRollBack? {
        try first(
            "SELECT \(PhaseRollBack.columns) FROM rollout_roll_backs WHERE phase_id = \(phase) ORDER BY begun_at DESC, id DESC LIMIT 1",
            as: PhaseRollBack.self)
    }

    /// What is under way of the phase ends where it is.
    func stopRollBack(of phase: RolloutPhaseID, at now: Timestamp) throws {
        try run("UPDATE rollout_roll_backs SET finished_at = \(now) WHERE phase_id = \(phase) AND finished_at IS NULL")
    }

    /// The newest of the class.
    package func rollBack(of brake: RolloutBrakeID) throws -> PhaseRollBack? {
        try first(
            "SELECT \(PhaseRollBack.columns) FROM rollout_roll_backs WHERE brake_id = \(brake) ORDER BY begun_at DESC, id DESC LIMIT 1",
            as: PhaseRollBack.self)
    }

    /// Who could not go back, up to 50.
    package func staying(in rollBack: PhaseRollBack) throws -> [StayingPerson] {
        try rows("SELECT person_id, reason FROM rollout_staying WHERE roll_back_id = \(rollBack.id) ORDER BY person_id LIMIT 50").map {
            StayingPerson(person: try $0["person_id"], why: try $0["reason"])
        }
    }

    package func hasRollBackToGoOn() throws -> Bool {
        try first("SELECT 1 AS one FROM rollout_roll_backs WHERE finished_at IS NULL LIMIT 1") != nil
    }

    /// The next people of the oldest that is under way, up to 50: each goes back whole or stays.
    package func goOnWithRollBack(_ keyring: Keyring, at now: Timestamp) throws {
        guard
            var found = try first(
                "SELECT \(PhaseRollBack.columns) FROM rollout_roll_backs WHERE finished_at IS NULL ORDER BY begun_at, id LIMIT 1",
                as: PhaseRollBack.self)
        else { return }
        let people = try nextPeople(of: found)
        let person = AuditEvent.Actor.person(of: found.begunBy)
        let actor = person.map(AuditEvent.Actor.person) ?? .system
        do {
            let rollBack = try RollBack(self, to: found.product, keyring, at: now, by: actor)
            for person in people {
                guard let why = try rollBack.run(person, byBrake: found.brake) else {
                    found.back += 1
                    continue
                }
                found.staying += 1
                try run(
                    """
                    INSERT INTO rollout_staying (roll_back_id, person_id, reason) VALUES (\(found.id), \(person), \(why))
                    ON CONFLICT (roll_back_id, person_id) DO NOTHING
                    """)
            }
            found.reached = people.last?.text ?? found.reached
            if people.count < Self.rolledBackAtOnce { found.finishedAt = now }
        } catch RolloutError.noClassicSignIn, RolloutError.nothingCounts {
            // The product's own sign-in, or its phases, ended meanwhile: nobody else can go back.
            found.finishedAt = now
        }
        try run(
            """
            UPDATE rollout_roll_backs SET reached = \(found.reached), back = \(found.back), staying = \(found.staying),
                finished_at = \(found.finishedAt) WHERE id = \(found.id)
            """)
    }

    private static var rolledBackAtOnce: Int { 50 }

    private func nextPeople(of found: PhaseRollBack) throws -> [PersonID] {
        let limit = Self.rolledBackAtOnce
        if let phase = found.phase {
            return try rows(
                """
                SELECT person_id FROM rollout_logins WHERE phase_id = \(phase) AND succeeded_at IS NOT NULL AND person_id > \(found.reached)
                ORDER BY person_id LIMIT \(limit)
                """
            ).map { try $0["person_id"] }
        }
        // A class that was released is led to the ID again: nobody else of it goes back.
        guard let brake = try standingBrakes(of: found.product).first(where: { $0.id == found.brake }) else { return [] }
        let byItself = found.isByItself
        return try rows(
            """
            SELECT DISTINCT l.person_id AS person_id FROM rollout_logins l
            JOIN rollout_episodes e ON e.person_id = l.person_id AND e.product = l.product AND e.side = 'id' AND e.result = 'succeeded'
            LEFT JOIN rollout_phases f ON f.id = l.phase_id
            WHERE l.product = \(found.product) AND l.succeeded_at IS NOT NULL AND l.person_id > \(found.reached)
              AND (\(byItself) = \(false) OR f.rolls_back = 1)
              AND (COALESCE(e.hash, 'none') = \(brake.whom.hash) OR CAST(\(brake.whom.hash) AS TEXT) IS NULL)
              AND (COALESCE(e.factor, 'none') = \(brake.whom.factor) OR CAST(\(brake.whom.factor) AS TEXT) IS NULL)
              AND (e.browser = \(brake.whom.browser) OR CAST(\(brake.whom.browser) AS TEXT) IS NULL)
              AND (e.dormant = \(brake.whom.isDormant) OR CAST(\(brake.whom.isDormant) AS BIGINT) IS NULL)
            ORDER BY l.person_id LIMIT \(limit)
            """
        ).map { try $0["person_id"] }
    }
}
