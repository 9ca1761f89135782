import Access
import Core
import Identity
import SQL
import TestSupport
import Testing
import Transition

/// The same for every phase of a test, so that what is drawn of a text is the same each time.
private struct FixedSalt: RandomSource {
    func bytes(_ count: Int) -> [UInt8] { Array(repeating: 7, count: count) }
}

/// A product's move: whom its phases send to the ID.
@Suite("Phases of a move", .onEveryDatabase)
struct RolloutTests {
    /// Imports so many people of accounts of ten, the first of each its administrator.
    private func with(_ people: Int = 200, _ body: (ImportFixture) async throws -> Void) async throws {
        try await ImportFixture.with { fixture in
            let rows = (0..<people).map { number in
                var row = DashboardRow("u\(number)")
                row.account = "acc_\(number / 10)"
                row.created = number < people / 2 ? "2015-01-01T00:00:00Z" : "2023-01-01T00:00:00Z"
                return (number % 10 > 0 ? row.with(\.role, "Support member") : row).text
            }
            #expect(try await fixture.importText(.dashboardCSV, DashboardRow.header + rows.joined()).imported == people)
            try await body(fixture)
        }
    }

    @discardableResult
    private func phase(
        _ fixture: ImportFixture, _ name: String = "one", started: Bool = true, at start: Timestamp? = nil,
        _ terms: (inout RolloutPhase.Terms) -> Void
    ) async throws -> RolloutPhase {
        var wanted = RolloutPhase.Terms()
        terms(&wanted)
        let order = wanted
        let now = fixture.clock.now()
        return try await fixture.database.write { tx in
            let work = RolloutWork(tx, at: now)
            let phase = try work.add(named: name, to: "dashboard", order, random: FixedSalt())
            return started ? try work.start(phase, at: start) : phase
        }
    }

    private func change(_ fixture: ImportFixture, _ act: @escaping @Sendable (RolloutWork, RolloutPhase) throws -> Void) async throws {
        let now = fixture.clock.now()
        try await fixture.database.write { tx in
            let phase = try #require(try tx.rolloutPhase(named: "one"))
            try act(RolloutWork(tx, at: now), phase)
        }
    }

    private func grow(_ fixture: ImportFixture, to percent: Int) async throws {
        try await change(fixture) { work, phase in
            var terms = phase.terms
            terms.percent = percent
            _ = try work.change(phase, to: terms)
        }
    }

    /// Those of the logins that are answered `id`, by a server that has just started.
    private func inside(_ fixture: ImportFixture, _ logins: [String], _ product: ProductID = "dashboard") async throws -> Set<String> {
        let routing = RolloutRouting(fixture.database)
        var inside: Set<String> = []
        for login in logins {
            let place = try await routing.place(
                of: login, in: product, from: BrowserFacts(family: "Firefox", isKnown: true), at: fixture.clock.now())
            if place == .id { inside.insert(login) }
        }
        return inside
    }

    private let known = (0..<200).map { "u\($0)@acme.example" }
    private let unknown = (0..<200).map { "nobody\($0)@acme.example" }

    @Test("Without a phase everybody is inside; a draft counts for nobody, and other products go on as they are")
    func without() async throws {
        try await with(20) { fixture in
            #expect(try await inside(fixture, ["u1@acme.example", "nobody@acme.example"]).count == 2)
            try await phase(fixture, started: false) { $0.percent = 0 }
            #expect(try await inside(fixture, ["u1@acme.example"]).count == 1)
            try await change(fixture) { work, phase in _ = try work.start(phase, at: nil) }
            #expect(try await inside(fixture, ["u1@acme.example", "nobody@acme.example"]).isEmpty)
            #expect(try await inside(fixture, ["u1@acme.example"], "mail").count == 1)
        }
    }

    @Test("Growing a percentage moves nobody out, a restart draws nobody anew, and the share is that of the percentage")
    func growing() async throws {
        try await with { fixture in
            try await phase(fixture) { $0.percent = 1000 }
            let tenth = try await inside(fixture, known)
            #expect((1...60).contains(tenth.count), "\(tenth.count)")
            #expect(try await inside(fixture, known) == tenth)
            try await grow(fixture, to: 5000)
            let half = try await inside(fixture, known)
            #expect(half.isSuperset(of: tenth))
            #expect((50...150).contains(half.count), "\(half.count)")
            try await grow(fixture, to: 10_000)
            #expect(try await inside(fixture, known + unknown).count == 400)
        }
    }

    @Test("A login that nobody has is answered like one that somebody has: as often, and always the same")
    func unknownLogins() async throws {
        try await with { fixture in
            try await phase(fixture) {
                $0.percent = 5000
                $0.createdBefore = Timestamp(rfc3339: "2020-01-01T00:00:00Z")
            }
            let strangers = try await inside(fixture, unknown)
            #expect((25...75).contains(strangers.count), "a quarter: half of the people are old enough, and half of them drawn")
            #expect(try await inside(fixture, unknown) == strangers)
            #expect(try await inside(fixture, unknown.map { " " + $0.uppercased() }).count == strangers.count)
            let own = try await inside(fixture, known)
            #expect((10...90).contains(own.count), "\(own.count)")
            #expect(own.allSatisfy { (Int($0.dropFirst().prefix { $0 != "@" }) ?? 200) < 100 })
            try await grow(fixture, to: 10_000)
            #expect(try await inside(fixture, unknown).count < 200, "also when all are drawn")
        }
    }

    @Test("Whoever has an ID but no old login of the product is answered as nobody, and a new address of theirs as themselves")
    func otherPeople() async throws {
        try await with(20) { fixture in
            let mail = """
                {"id": "m1", "email": "mail@other.example", "role": "admin", "account": {"id": "org"}, "created": 1, "name": "M"}

                """
            #expect(try await fixture.importText(.mailJSONL, mail).imported == 1)
            let outside = try #require(try await fixture.person("u1"))
            try await fixture.database.write { tx in
                let address = PersonAddress(
                    id: AddressID(at: fixture.clock.now()), personID: outside.id, address: try #require(EmailAddress("new@u1.example")),
                    createdAt: fixture.clock.now())
                try tx.insert(address)
            }
            try await phase(fixture) { $0.listed[.person(outside.id)] = true }
            #expect(try await inside(fixture, ["new@u1.example", "u1@acme.example", "mail@other.example"]).count == 2)
        }
    }

    @Test("Lists go before the draw, and whoever one phase leaves out stays outside of all")
    func lists() async throws {
        try await with(40) { fixture in
            let account = try #require(try await fixture.member("u10")).account
            let denied = try #require(try await fixture.person("u12")).id
            try await phase(fixture) {
                $0.listed[.account(account)] = true
                $0.listed[.domain("pilot.example")] = true
            }
            try await phase(fixture, "two") { $0.listed[.person(denied)] = false }
            let logins = (0..<40).map { "u\($0)@acme.example" } + ["who@pilot.example", "who@other.example"]
            let expected = Set((10..<20).filter { $0 != 12 }.map { "u\($0)@acme.example" } + ["who@pilot.example"])
            #expect(try await inside(fixture, logins) == expected)
        }
    }

    @Test("Whoever types a user name is the same login, before and after they came inside")
    func names() async throws {
        try await with(20) { fixture in
            let person = try #require(try await fixture.person("u3")).id
            let now = fixture.clock.now()
            try await fixture.database.write { tx in
                try tx.setLoginName(LoginName("Ada Berg"), insteadOf: nil, of: person, product: "dashboard", at: now)
            }
            try await phase(fixture) { $0.listed[.person(person)] = true }
            #expect(try await inside(fixture, ["ADA  berg", "eva"]) == ["ADA  berg"])
            try await fixture.database.write { try $0.noteArrival(of: person, in: "dashboard", at: now) }
            try await change(fixture) { work, phase in _ = try work.pause(phase) }
            #expect(try await inside(fixture, ["ada berg", "u3@acme.example", "eva"]).count == 2)
        }
    }

    @Test("Whom a paused phase leaves out stays outside of the others")
    func pausedDenial() async throws {
        try await with(20) { fixture in
            try await phase(fixture) { $0.listed[.domain("acme.example")] = false }
            try await phase(fixture, "two") { $0.percent = 10_000 }
            try await change(fixture) { work, phase in _ = try work.pause(phase) }
            #expect(try await inside(fixture, ["u3@acme.example", "who@other.example"]) == ["who@other.example"])
        }
    }

    @Test("An account moves as a whole, and its size counts")
    func accounts() async throws {
        try await with { fixture in
            try await phase(fixture) {
                $0.percent = 5000
                $0.unit = .account
            }
            let inside = try await inside(fixture, known)
            for account in 0..<20 {
                let here = (account * 10..<account * 10 + 10).count { inside.contains("u\($0)@acme.example") }
                #expect(here == 0 || here == 10, "account \(account): \(here)")
            }
        }
        try await with(25) { fixture in
            try await phase(fixture) {
                $0.percent = 10_000
                $0.leastMembers = 1
                $0.mostMembers = 5
            }
            #expect(try await inside(fixture, (0..<25).map { "u\($0)@acme.example" }) == Set((20..<25).map { "u\($0)@acme.example" }))
        }
    }

    @Test("A phase of countries takes whose language and region name one, else by the mail domain; whose country is unknown in none")
    func countries() async throws {
        try await ImportFixture.with { fixture in
            let people = [
                ("a@acme.example", "sv-SE"), ("b@firma.de", "sv_SE"), ("c@firma.se", "sv"), ("d@firma.se", "de-DE"),
                ("e@acme.example", "sv"),
                ("f@firma.co.uk", "en"), ("g@start.io", "en"),
            ]
            let rows = people.enumerated().map { number, person in
                DashboardRow("u\(number)").with(\.email, person.0).with(\.locale, person.1).text
            }
            #expect(try await fixture.importText(.dashboardCSV, DashboardRow.header + rows.joined()).imported == people.count)
            let logins = people.map(\.0)
            try await phase(fixture) {
                $0.percent = 10_000
                $0.countries = ["SE", "GB"]
            }
            let taken: Set = ["a@acme.example", "b@firma.de", "c@firma.se", "f@firma.co.uk"]
            #expect(try await inside(fixture, logins) == taken)
            let now = fixture.clock.now()
            let (kept, rehearsal) = try await fixture.database.read { tx in
                let phase = try #require(try tx.rolloutPhase(named: "one"))
                return (phase, try tx.rehearsal(of: phase, at: now))
            }
            #expect(kept.terms.countries == ["SE", "GB"] && rehearsal.people == 7 && rehearsal.inside == 4 && rehearsal.comes == 0)
        }
    }

    @Test("A pause lets nobody new in; whoever succeeded at the ID stays, and the others are outside again")
    func pause() async throws {
        try await with(30) { fixture in
            let logins = (0..<30).map { "u\($0)@acme.example" }
            try await phase(fixture) { $0.percent = 10_000 }
            #expect(try await inside(fixture, logins).count == 30)
            let person = try #require(try await fixture.person("u3")).id
            let now = fixture.clock.now()
            for _ in 1...2 { try await fixture.database.write { try $0.noteArrival(of: person, in: "dashboard", at: now) } }
            try await change(fixture) { work, phase in
                let left = try work.pause(phase).left
                #expect(left == 29)
            }
            #expect(try await inside(fixture, logins + unknown) == ["u3@acme.example"])
            try await grow(fixture, to: 0)
            try await change(fixture) { work, phase in _ = try work.resume(phase) }
            #expect(try await inside(fixture, logins) == ["u3@acme.example"])
            let events = try await fixture.database.read { tx in
                try tx.rows("SELECT action FROM audit_events WHERE action LIKE 'rollout.%' OR action = 'login.moved' ORDER BY id")
                    .map { try $0["action"] as String }
            }
            #expect(
                events.sorted() == [
                    "login.moved", "rollout.phase-added", "rollout.phase-changed", "rollout.phase-paused", "rollout.phase-resumed",
                    "rollout.phase-started",
                ])
        }
    }

    @Test("Whoever comes to the ID by themselves is inside from then on, and a phase begins when it is due")
    func arrivals() async throws {
        try await with(20) { fixture in
            let person = try #require(try await fixture.person("u4")).id
            let now = fixture.clock.now()
            try await fixture.database.write { try $0.noteArrival(of: person, in: "dashboard", at: now) }
            #expect(try await fixture.count("rollout_logins") == 1, "also before there is a phase")
            let mail = """
                {"id": "m1", "email": "m@acme.example", "role": "admin", "account": {"id": "org"}, "created": 1, "name": "M"}

                """
            _ = try await fixture.importText(.mailJSONL, mail)
            let other = try #require(try await fixture.person("m1", "mail")).id
            try await fixture.database.write { try $0.noteArrival(of: other, in: "dashboard", at: now) }
            #expect(try await fixture.count("rollout_logins") == 1, "who had no old login there has none to lose")
            try await phase(fixture, at: now + .hours(2)) { $0.percent = 10_000 }
            #expect(try await inside(fixture, ["u4@acme.example", "u5@acme.example"]) == ["u4@acme.example"])
            fixture.clock.advance(by: .hours(2))
            #expect(try await inside(fixture, ["u4@acme.example", "u5@acme.example"]).count == 2)
        }
    }

    @Test("A rehearsal counts who would come and what they bring, and changes nothing")
    func rehearsal() async throws {
        try await with(30) { fixture in
            var sms = DashboardRow("s1").with(\.factor, "sms").with(\.phone, "+46701234567")
            sms.role = "Member"
            _ = try await fixture.importText(
                .dashboardCSV, DashboardRow.header + sms.text + DashboardRow("s2").with(\.status, "invited").text)
            let phase = try await phase(fixture, started: false) { $0.percent = 10_000 }
            let rehearsal = try await fixture.database.read { try $0.rehearsal(of: phase, at: fixture.clock.now()) }
            #expect(rehearsal.people == 32)
            #expect(rehearsal.comes == 32)
            #expect(rehearsal.accounts == 3)
            #expect(rehearsal.hashes == ["bcrypt 2b": 31])
            #expect(rehearsal.factors == ["none": 31, "sms": 1])
            #expect(rehearsal.withoutPassword == 1)
            #expect(try await fixture.count("rollout_logins") == 0)
        }
    }
}
