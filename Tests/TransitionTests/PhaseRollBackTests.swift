import Access
import Audit
import Core
import Identity
import SQL
import TestSupport
import Testing
import Transition

/// A phase, or a class that fails more often at the ID, goes back to the product's own sign-in: some people at a time, none twice.
@Suite("Roll back of many", .onEveryDatabase)
struct PhaseRollBackTests {
    /// Any point of the curve will do.
    private static let key: [UInt8] = [9] + Array(repeating: 0, count: 31)

    private func with(_ body: (RolloutWorld, Brake) async throws -> Void) async throws {
        try await RolloutWorld.moving { world, brake in
            let now = world.now
            let classic = try #require(ClassicProduct("dashboard", sealingKey: Self.key, at: now))
            try await world.fixture.database.write { _ = try $0.register(classic, by: .operatorCommand, at: now) }
            try await body(world, brake)
        }
    }

    private func arrive(_ world: RolloutWorld, _ numbers: some Sequence<Int> & Sendable) async throws {
        let now = world.now
        try await world.fixture.database.write { tx in
            for number in numbers { try tx.noteArrival(of: world.people[number], in: "dashboard", at: now) }
        }
    }

    /// One transaction, as after each restart.
    private func step(_ world: RolloutWorld) async throws -> Bool {
        let now = world.now
        let keyring = world.fixture.keyring
        try await world.fixture.database.write { try $0.goOnWithRollBack(keyring, at: now) }
        return try await world.fixture.database.read { try $0.hasRollBackToGoOn() }
    }

    @Test("Everybody of the phase goes back once, whoever cannot is listed with the reason, and the phase is paused")
    func phase() async throws {
        try await with { world, _ in
            try await arrive(world, 0..<200)
            let joined = world.people[17]
            try await world.fixture.database.write {
                _ = try $0.run("UPDATE import_sources SET joined = 1 WHERE person_id = \(joined)")
            }
            let now = world.now
            let keyring = world.fixture.keyring
            let begun = try await world.fixture.database.write { tx in
                try RolloutWork(tx, at: now).beginRollBack(of: #require(try tx.rolloutPhase(named: "first")), keyring)
            }
            let again = try await world.fixture.database.write { tx in
                try RolloutWork(tx, at: now).beginRollBack(of: #require(try tx.rolloutPhase(named: "first")), keyring)
            }
            #expect(again.id == begun.id, "one at a time")
            var steps = 0
            while try await step(world) { steps += 1 }
            #expect(steps == 4, "50 at once, and then nobody")
            let (done, staying, phase, inside) = try await world.fixture.database.read { tx in
                let phase = try #require(try tx.rolloutPhase(named: "first"))
                let done = try #require(try tx.rollBack(of: phase.id))
                return (done, try tx.staying(in: done), phase, try tx.rolloutCounts("dashboard").succeeded)
            }
            #expect(done.back == 199 && done.staying == 1 && done.finishedAt != nil, "\(done)")
            #expect(staying.map(\.person) == [joined] && staying[0].why == .joined)
            #expect(phase.state == .paused && inside == 1)
            #expect(try await world.place(3) == .classic)
            let returned = try await world.fixture.database.read {
                try $0.rows("SELECT id FROM audit_events WHERE action = 'login.returned'").count
            }
            #expect(returned == 199)
        }
    }

    @Test("A phase that goes on stops its roll back, and whoever was held by it is drawn again")
    func resumed() async throws {
        try await with { world, _ in
            try await arrive(world, 0..<120)
            let now = world.now
            let keyring = world.fixture.keyring
            _ = try await world.fixture.database.write { tx in
                try RolloutWork(tx, at: now).beginRollBack(of: #require(try tx.rolloutPhase(named: "first")), keyring)
            }
            _ = try await step(world)
            _ = try await world.fixture.database.write { tx in
                try RolloutWork(tx, at: now).resume(#require(try tx.rolloutPhase(named: "first")))
            }
            #expect(try await !step(world))
            let (inside, held) = try await world.fixture.database.read { tx in
                (try tx.rolloutCounts("dashboard").succeeded, try tx.rows("SELECT person_id FROM rollout_returns WHERE is_held = 1").count)
            }
            #expect(inside == 70 && held == 0)
        }
    }

    @Test("A class that crosses goes back by itself where the phase says so; the other class stays inside")
    func byItself() async throws {
        try await with { world, brake in
            let fixture = world.fixture
            let early = world.now
            try await fixture.database.write { tx in
                let phase = try #require(try tx.rolloutPhase(named: "first"))
                var terms = phase.terms
                terms.rollsBack = true
                _ = try RolloutWork(tx, at: early).change(phase, to: terms)
            }
            for _ in 0..<6 { try await world.day(brake, inside: false, fails: world.ordinary) }
            try await world.day(brake, inside: true, fails: world.ordinary)
            try await arrive(world, [4, 5])
            #expect(RolloutWorld.isBroken(4) && !RolloutWorld.isBroken(5))
            let pulled = try await world.day(brake, inside: true) {
                RolloutWorld.isBroken($0) && RolloutWorld.isInside($0) || world.ordinary($0)
            }
            #expect(pulled.contains { $0.whom.hash == "bcrypt 2a" })
            while try await step(world) {}
            #expect(try await world.place(4) == .classic)
            // A crossing of the whole would bring everybody back.
            if !pulled.contains(where: \.whom.isWhole) { #expect(try await world.place(5) == .id) }
            let broken = world.people[4]
            // A first sign-in at the ID replaced the old hash, so that the brake would not know them any more.
            let now = world.now
            try await fixture.database.write {
                try $0.setPassword(
                    of: broken, hash: Secret("$argon2id$v=19$m=8,t=1,p=1$c2FsdHNhbHQ$aGFzaGhhc2g"), setBy: .person, by: .system, at: now)
            }
            #expect(try await world.place(4) == .classic, "held by the brake, whatever their hash is now")
            let held: Bool? = try await fixture.database.read {
                try $0.first("SELECT is_held FROM rollout_returns WHERE person_id = \(broken)")?["is_held"]
            }
            #expect(held == true)
            let brakes = try await fixture.database.read { try $0.standingBrakes(of: "dashboard") }
            try await fixture.database.write { tx in for standing in brakes { _ = try tx.release(standing, at: now) } }
            let after: Bool? = try await fixture.database.read {
                try $0.first("SELECT is_held FROM rollout_returns WHERE person_id = \(broken)")?["is_held"]
            }
            #expect(after == false, "released with it")
        }
    }
}
