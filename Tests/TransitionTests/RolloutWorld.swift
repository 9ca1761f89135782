import Access
import Audit
import Core
import Identity
import SQL
import TestSupport
import Transition

/// A product of 200 people in two classes, of whom half are inside.
struct RolloutWorld {
    let fixture: ImportFixture
    let people: [PersonID]
    static let count = 200
    var now: Timestamp { fixture.clock.now() }

    init(_ fixture: ImportFixture) async throws {
        self.fixture = fixture
        let now = fixture.clock.now()
        people = try await fixture.database.write { tx in
            try (0..<Self.count).map { number in
                let id = PersonID(at: now)
                try tx.run(
                    """
                    INSERT INTO people (id, name, status, created_at, updated_at, search_key)
                    VALUES (\(id), \("Person \(number)"), 'active', \(now), \(now), '')
                    """)
                try tx.run(
                    """
                    INSERT INTO email_addresses (id, person_id, written, canonical, product, created_at)
                    VALUES (\(AddressID(at: now)), \(id), \(Self.login(number)), \(Self.login(number)), 'dashboard', \(now))
                    """)
                try tx.run(
                    """
                    INSERT INTO import_sources (product, external_id, person_id, account_external_id, fields, joined, imported_at, changed_at)
                    VALUES ('dashboard', \("u\(number)"), \(id), 'a', '', 0, \(now), \(now))
                    """)
                let hash = "$\(Self.isBroken(number) ? "2a" : "2b")$04$1Q1tVqD1R3pGYjxyK0UDe.6Fz5oY9x3F5y8pV8C6c4Vw3w1pA5y6W"
                try tx.setPassword(of: id, hash: Secret(hash), setBy: .import, by: .system, at: now)
                return id
            }
        }
    }

    /// A world with a phase that takes everybody in, and the brake that watches it.
    static func moving(_ body: (RolloutWorld, Brake) async throws -> Void) async throws {
        try await ImportFixture.with { fixture in
            let world = try await RolloutWorld(fixture)
            try await world.begin()
            try await body(world, Brake(fixture.database, clock: fixture.clock))
        }
    }

    /// The first class, which breaks; people of both classes are inside.
    static func isBroken(_ number: Int) -> Bool { number % 2 == 0 }
    static func isInside(_ number: Int) -> Bool { number % 4 < 2 }
    static func login(_ number: Int) -> String { "person\(number)@old.example" }

    func begin(percent: Int = 10_000) async throws {
        let now = now
        _ = try await fixture.database.write { tx in
            var terms = RolloutPhase.Terms()
            terms.percent = percent
            let work = RolloutWork(tx, at: now)
            return try work.start(work.add(named: "first", to: "dashboard", terms), at: nil)
        }
    }

    /// One day on which everybody signs in once; `fails` says who does not get in, with three wrong tries. Then the brake looks.
    @discardableResult
    func day(_ brake: Brake, inside: Bool, isKnown: Bool = true, fails: @escaping @Sendable (Int) -> Bool) async throws -> [RolloutBrake] {
        fixture.clock.advance(by: .hours(24))
        let now = now
        try await fixture.database.write { tx in
            let classic = ClassicTries(at: "dashboard", limits: TryLimits())
            for number in 0..<Self.count {
                let attempt = EpisodeTry(
                    episode: "\(number)-\(now.seconds)", login: Self.login(number), browser: "Firefox", isKnown: isKnown,
                    result: fails(number) ? .wrongPassword : .succeeded, at: now)
                for _ in 0..<(fails(number) ? 3 : 1) {
                    if inside, Self.isInside(number) {
                        try tx.noteAtTheID(attempt, at: "dashboard")
                    } else {
                        try classic.note(attempt, in: tx, at: now)
                    }
                }
            }
        }
        return try await brake.run()
    }

    /// Five of a hundred, other people every day, so that each succeeds again; as many of each class and side.
    func ordinary(_ number: Int) -> Bool { (number / 4 + Int(now.seconds / 86400) * 7) % 20 == 0 }

    func place(_ number: Int) async throws -> RolloutRouting.Place {
        try await RolloutRouting(fixture.database).place(
            of: Self.login(number), in: "dashboard", from: BrowserFacts(family: "Firefox", isKnown: true), at: now)
    }
}
