import Access
import Core
import Identity
import SQL
import TestSupport
import Testing
import Transition

@Suite("The figures of a rollout", .onEveryDatabase)
struct FiguresTests {
    @Test("Each day counts the episodes at both doors, and those of strangers beside them")
    func days() async throws {
        try await RolloutWorld.moving { world, brake in
            for _ in 0..<3 { try await world.day(brake, inside: false) { _ in false } }
            try await world.day(brake, inside: false) { $0 < 10 }
            try await world.day(brake, inside: true) { $0 >= 180 }
            try await world.day(brake, inside: true, isKnown: false) { $0 == 20 }
            let days = try await Array(world.days().suffix(3))
            #expect(days.last?.day == world.now.isoDate)
            #expect(days.map(\.outside.episodes) == [200, 100, 100])
            #expect(days.map(\.outside.failed) == [10, 10, 0])
            #expect(days.map(\.inside.episodes) == [0, 100, 99])
            #expect(days.map(\.inside.failed) == [0, 10, 0])
            #expect(days.map(\.strangers) == [0, 0, 1])
            #expect(days.map(\.outside.medianSeconds) == [0, 0, 0])
            #expect(days.map(\.inside.medianSeconds) == [nil, 0, 0])
            let broken = try await world.days { $0.whom = try await world.classes(brake).first { $0.hash == "bcrypt 2a" } }
            #expect(broken.suffix(3).map(\.outside.episodes) == [100, 50, 50], "half of them")
        }
    }

    @Test("Who failed, had signed in before and does not come in within 24 hours is shut out; who comes in by any door is not")
    func shutOut() async throws {
        try await RolloutWorld.moving { world, brake in
            let fixture = world.fixture
            // Everybody has signed in before, but for one person, and one long ago.
            try await world.day(brake, inside: false) { $0 == 4 }
            let now = world.now
            try await fixture.database.write { tx in
                try tx.run("UPDATE people SET last_sign_in_at = \(now - .days(91)) WHERE id = \(world.people[5])")
            }
            try await world.day(brake, inside: true) { [0, 1, 2, 4, 5].contains($0) }
            let failed = world.now
            #expect(try await Set(world.shutOut()) == Set([0, 1, 2].map { world.people[$0] }), "not yet in again")
            #expect(try await world.shutOut(on: failed) == 0, "their 24 hours are not over")
            fixture.clock.advance(by: .hours(23))
            let late = world.now
            try await fixture.database.write { tx in
                try tx.noteAtTheID(
                    EpisodeTry(
                        episode: "late", login: RolloutWorld.login(1), browser: "Safari", isKnown: false, result: .succeeded, at: late),
                    at: "dashboard")
                // By a passkey, which no episode tells of.
                try tx.run("UPDATE people SET last_sign_in_at = \(late) WHERE id = \(world.people[2])")
            }
            fixture.clock.advance(by: .hours(2))
            try await brake.run()
            #expect(try await world.shutOut() == [world.people[0]])
            #expect(try await world.shutOut(on: failed) == 1)
            let newest = try await fixture.database.read { try $0.newestFailures(of: FiguresScope("dashboard")) }
            #expect(newest.map(\.person) == [5, 1, 0].map { world.people[$0] })
            #expect(newest.map(\.isShutOut) == [false, false, true])
            #expect(newest.allSatisfy { $0.result == .wrongPassword && $0.wrong == 3 && $0.lastAt == failed && $0.browser == "Firefox" })
            // What was decided stays, whenever they come in, and whatever is swept.
            fixture.clock.advance(by: .days(9))
            let later = world.now
            try await fixture.database.write { tx in
                try tx.run("UPDATE people SET last_sign_in_at = \(later)")
                _ = try tx.sweepEpisodes(at: later)
                try tx.run("UPDATE rollout_episodes SET person_id = NULL WHERE person_id = \(world.people[1])")
            }
            #expect(try await world.shutOut().isEmpty)
            #expect(try await world.shutOut(on: failed) == 1)
        }
    }

    @Test("The figures of a phase are those of whom it brought inside, and the funnel says how far everybody is")
    func phases() async throws {
        try await RolloutWorld.moving { world, brake in
            let fixture = world.fixture
            for number in [0, 1, 5] { #expect(try await world.place(number) == .id) }
            fixture.clock.advance(by: .hours(1))
            let now = world.now
            try await fixture.database.write { try $0.noteArrival(of: world.people[5], in: "dashboard", at: now) }
            try await world.day(brake, inside: true) { $0 < 2 }
            let phase = try #require(try await fixture.database.read { try $0.rolloutPhase(named: "first") })
            let days = try await Array(world.days { $0.phase = phase.id }.suffix(2))
            #expect(days.map(\.inside.failed) == [0, 2])
            #expect(days.map(\.inside.episodes) == [0, 3])
            #expect(days.map(\.arrived) == [1, 0])
            #expect(days.map(\.tickets) == [nil, nil], "not known of a part")
            // A pause forgets who was led and has not been in; their failures stay those of the phase.
            let paused = world.now
            _ = try await fixture.database.write { try RolloutWork($0, at: paused).pause(phase) }
            #expect(try await world.days { $0.phase = phase.id }.last?.inside.failed == 2)
            let funnel = try await fixture.database.read { try $0.rolloutFunnel(of: "dashboard") }
            #expect(funnel.imported == 200 && funnel.sent == 1 && funnel.succeeded == 1 && funnel.joined == 0 && funnel.returned == 0)
        }
    }
}

extension RolloutWorld {
    fileprivate func days(_ narrow: (inout FiguresScope) async throws -> Void = { _ in }) async throws -> [RolloutDay] {
        var scope = FiguresScope("dashboard")
        try await narrow(&scope)
        let now = now
        return try await fixture.database.readLong { [scope] in try $0.rolloutDays(of: scope, since: now - .days(30), at: now) }
    }

    fileprivate func shutOut() async throws -> [PersonID] {
        let now = now
        return try await fixture.database.read {
            try $0.peopleShutOut(of: FiguresScope("dashboard"), since: now - .days(30), limit: 1000).compactMap(\.person)
        }
    }

    fileprivate func shutOut(on day: Timestamp) async throws -> Int? { try await days().first { $0.day == day.isoDate }?.shutOut }

    fileprivate func classes(_ brake: Brake) async throws -> [EpisodeClass] { try await brake.evidence(of: "dashboard").map(\.whom) }
}
