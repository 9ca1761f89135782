import Access
import Core
import SQL
import TestSupport
import Testing
import Transition

@Suite("The brake of a rollout", .onEveryDatabase)
struct BrakeTests {
    @Test("A class that breaks is answered as ever, and the other classes go on; whoever of it succeeded inside stays")
    func breaks() async throws {
        try await RolloutWorld.moving { world, brake in
            let fixture = world.fixture
            for _ in 0..<6 { #expect(try await world.day(brake, inside: false, fails: world.ordinary).isEmpty) }
            #expect(try await brake.evidence(of: "dashboard").isEmpty, "nobody is inside yet")
            #expect(try await world.day(brake, inside: true, fails: world.ordinary).isEmpty)
            let now = world.now
            let lucky = 4
            try await fixture.database.write { try $0.noteArrival(of: world.people[lucky], in: "dashboard", at: now) }
            for number in [lucky, 8, 1] { #expect(try await world.place(number) == .id) }
            let pulled = try await world.day(brake, inside: true) {
                RolloutWorld.isBroken($0) && RolloutWorld.isInside($0) || world.ordinary($0)
            }
            #expect(pulled.contains { $0.whom.hash == "bcrypt 2a" }, "\(pulled.map(\.whom.words))")
            #expect(pulled.allSatisfy { $0.whom.hash != "bcrypt 2b" }, "\(pulled.map(\.whom.words))")
            let first = try #require(pulled.first { $0.whom.hash == "bcrypt 2a" })
            #expect(first.evidence >= first.threshold && first.inside.failed > 0 && first.rate > 0)
            #expect(try await world.place(8) == .classic, "also who was sent before")
            #expect(try await world.place(lucky) == .id)
            let events = try await fixture.database.read {
                try $0.first("SELECT COUNT(*) AS n FROM audit_events WHERE action = 'rollout.braked'")
            }
            #expect(try events?["n"] as Int? == pulled.count)
            guard pulled.contains(where: { $0.whom.words == "everybody" }) else {
                #expect(try await world.place(1) == .id)
                return
            }
        }
    }

    @Test("A restart comes to the same evidence, and pulls nothing twice; what is released begins anew")
    func again() async throws {
        try await RolloutWorld.moving { world, brake in
            let fixture = world.fixture
            for _ in 0..<6 { try await world.day(brake, inside: false, fails: world.ordinary) }
            try await world.day(brake, inside: true, fails: world.ordinary)
            let pulled = try await world.day(brake, inside: true) {
                RolloutWorld.isBroken($0) && RolloutWorld.isInside($0) || world.ordinary($0)
            }
            #expect(!pulled.isEmpty)
            let other = Brake(fixture.database, clock: fixture.clock)
            #expect(try await other.run().isEmpty)
            func values(_ brake: Brake) async throws -> [Double] { try await brake.evidence(of: "dashboard").map(\.evidence) }
            #expect(try await values(other) == values(brake))
            let now = world.now
            let standing = try await fixture.database.write { tx in
                for brake in try tx.rolloutBrakes(of: "dashboard") {
                    #expect(try tx.release(brake, at: now))
                    #expect(try !tx.release(brake, at: now))
                }
                return try tx.rolloutBrakes(of: "dashboard").filter { $0.releasedAt == nil }.count
            }
            #expect(standing == 0)
            #expect(try await brake.run().isEmpty)
            let released = pulled.map(\.whom)
            for report in try await brake.evidence(of: "dashboard") where released.contains(report.whom) {
                #expect(abs(report.evidence - 1) < 1e-9, "\(report.whom.words)")
            }
            #expect(try await world.day(brake, inside: true, fails: world.ordinary).isEmpty)
        }
    }

    @Test("Strangers who guess pull nothing: an episode counts only where the browser is the person's, and of a day only once")
    func strangers() async throws {
        try await RolloutWorld.moving { world, brake in
            let fixture = world.fixture
            for _ in 0..<6 { try await world.day(brake, inside: false, fails: world.ordinary) }
            try await world.day(brake, inside: true, fails: world.ordinary)
            let before = try await brake.evidence(of: "dashboard").map(\.inside)
            for _ in 0..<5 { #expect(try await world.day(brake, inside: true, isKnown: false) { _ in true }.isEmpty) }
            #expect(try await brake.evidence(of: "dashboard").map(\.inside) == before)
            // Somebody who retries all day, and somebody who fails day after day.
            let now = world.now
            for hour in 1..<20 {
                try await fixture.database.write { tx in
                    for _ in 0..<3 {
                        try tx.noteAtTheID(
                            EpisodeTry(
                                episode: "again \(hour)", login: RolloutWorld.login(0), browser: "Firefox", isKnown: true,
                                result: .wrongCode,
                                at: now + .hours(Int64(26 * hour))), at: "dashboard")
                    }
                }
            }
            fixture.clock.advance(by: .days(30))
            #expect(try await brake.run().isEmpty)
            let after = try await brake.evidence(of: "dashboard").map(\.inside)
            #expect(zip(before, after).allSatisfy { $1.episodes - $0.episodes <= 1 }, "one failed episode until they succeed")
        }
    }

    @Test("A failed episode of an unknown browser counts once its person signs in there within 24 hours; not in another browser, not later")
    func claimed() async throws {
        try await RolloutWorld.moving { world, brake in
            let fixture = world.fixture
            func counted() async throws -> Int {
                try await brake.run()
                return try await fixture.database.read { tx in
                    try tx.rows("SELECT 1 AS one FROM rollout_episodes WHERE number > 0 AND result <> 'succeeded'").count
                }
            }
            func tried(_ episode: String, _ result: EpisodeTry.Result, in browser: String, after pause: Duration) async throws {
                fixture.clock.advance(by: pause)
                let now = world.now
                try await fixture.database.write { tx in
                    var attempt = EpisodeTry(
                        episode: episode, login: RolloutWorld.login(3), browser: "Firefox", isKnown: false, result: result, at: now)
                    attempt.mark = BrowserMark(browser)
                    try tx.noteAtTheID(attempt, at: "dashboard")
                }
                fixture.clock.advance(by: .minutes(11))
            }
            try await tried("1", .wrongPassword, in: "own", after: .zero)
            #expect(try await counted() == 0, "it may be a stranger")
            try await tried("2", .succeeded, in: "another", after: .hours(1))
            #expect(try await counted() == 0, "whoever it was, it was elsewhere")
            try await tried("3", .wrongPassword, in: "own", after: .hours(30))
            try await tried("4", .succeeded, in: "own", after: .hours(20))
            #expect(try await counted() == 1, "that of the last 24 hours alone")
            try await tried("5", .wrongPassword, in: "own", after: .hours(40))
            let person = try #require(
                try await fixture.database.read { tx in
                    try tx.first("SELECT person_id FROM rollout_episodes WHERE episode = '5'")?["person_id"] as PersonID?
                })
            let now = world.now
            try await fixture.database.write { try $0.claimEpisodes(of: person, in: BrowserMark("own"), at: now) }
            #expect(try await counted() == 2, "a mailed link says the same")
        }
    }

    @Test("When everybody fails more often on both sides, nothing is paused; when all inside do, the phases are")
    func whole() async throws {
        try await RolloutWorld.moving { world, brake in
            let fixture = world.fixture
            for _ in 0..<6 { try await world.day(brake, inside: false, fails: world.ordinary) }
            for day in 0..<4 {
                // Three times as many as ever, of each class and side alike.
                let pulled = try await world.day(brake, inside: true) { ($0 / 4 + day * 7) % 7 == 0 }
                #expect(pulled.isEmpty, "a bad day for all: \(pulled.map(\.whom.words))")
            }
            let pulled = try await world.day(brake, inside: true) { RolloutWorld.isInside($0) }
            #expect(pulled.contains { $0.whom.words == "everybody" }, "\(pulled.map(\.whom.words))")
            let phases = try await fixture.database.read { try $0.rolloutPhases(of: "dashboard") }
            #expect(phases.map(\.state) == [.paused])
            #expect(try await world.place(0) == .classic)
        }
    }
}
