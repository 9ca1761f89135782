import Access
import Audit
import Core
import Identity
import SQL
import TestSupport
import Testing
import Transition

/// The day on which an account's people move: asked for by its administrators, agreed by whoever runs the server.
@Suite("Days of accounts", .onEveryDatabase)
struct AccountDayTests {
    /// Four accounts of five people, and a phase of everybody that begins in ten days.
    private func with(_ body: (ImportFixture, [AccountID]) async throws -> Void) async throws {
        try await ImportFixture.with { fixture in
            let rows = (0..<20).map { number in
                var row = DashboardRow("u\(number)")
                row.account = "acc_\(number / 5)"
                return (number % 5 > 0 ? row.with(\.role, "Support member") : row).text
            }
            _ = try await fixture.importText(.dashboardCSV, DashboardRow.header + rows.joined())
            let now = fixture.clock.now()
            let accounts = try await fixture.database.write { tx in
                var terms = RolloutPhase.Terms()
                terms.percent = 10_000
                let work = RolloutWork(tx, at: now)
                _ = try work.start(work.add(named: "one", to: "dashboard", terms), at: now + .days(10))
                return try (0..<4).map { try #require(try tx.account(named: "acc_\($0)")).id }
            }
            try await body(fixture, accounts)
        }
    }

    /// The accounts whose people are all led to the ID; each must be all or none.
    private func inside(_ fixture: ImportFixture) async throws -> [Int] {
        let routing = RolloutRouting(fixture.database)
        var counts = [0, 0, 0, 0]
        for number in 0..<20 {
            let place = try await routing.place(
                of: "u\(number)@acme.example", in: "dashboard", from: BrowserFacts(family: "Firefox", isKnown: true),
                at: fixture.clock.now())
            if place == .id { counts[number / 5] += 1 }
        }
        #expect(counts.allSatisfy { $0 == 0 || $0 == 5 }, "\(counts)")
        return counts.indices.filter { counts[$0] == 5 }
    }

    private func agree(_ fixture: ImportFixture, _ account: AccountID, in days: Int64) async throws {
        let now = fixture.clock.now()
        _ = try await fixture.database.write { tx in
            try tx.agree(to: now + .days(days), for: account, in: "dashboard", by: .operatorCommand, at: now)
        }
    }

    @Test("An earlier day takes the account in before its phase begins, a later one holds it back, and the others go as planned")
    func days() async throws {
        try await with { fixture, accounts in
            try await agree(fixture, accounts[0], in: 3)
            try await agree(fixture, accounts[1], in: 20)
            #expect(try await inside(fixture) == [])
            fixture.clock.advance(by: .days(3))
            #expect(try await inside(fixture) == [0])
            fixture.clock.advance(by: .days(7))
            #expect(try await inside(fixture) == [0, 2, 3])
            fixture.clock.advance(by: .days(10))
            #expect(try await inside(fixture) == [0, 1, 2, 3])
        }
    }

    @Test("An account that a phase takes by name waits for its agreed day as well, and a person by name does not")
    func allowed() async throws {
        try await with { fixture, accounts in
            let person = try #require(try await fixture.person("u7")).id
            let now = fixture.clock.now()
            try await fixture.database.write { tx in
                let phase = try #require(try tx.rolloutPhase(named: "one"))
                var terms = phase.terms
                terms.percent = 0
                terms.listed = [.account(accounts[0]): true, .account(accounts[1]): true, .person(person): true]
                _ = try RolloutWork(tx, at: now).change(phase, to: terms)
            }
            try await agree(fixture, accounts[1], in: 30)
            fixture.clock.advance(by: .days(11))
            let routing = RolloutRouting(fixture.database)
            func place(_ number: Int) async throws -> RolloutRouting.Place {
                try await routing.place(
                    of: "u\(number)@acme.example", in: "dashboard", from: BrowserFacts(family: "Firefox", isKnown: true),
                    at: fixture.clock.now())
            }
            #expect(try await place(0) == .id)
            #expect(try await place(5) == .classic)
            #expect(try await place(7) == .id)
        }
    }

    @Test("A paused phase takes nobody in on an agreed day")
    func paused() async throws {
        try await with { fixture, accounts in
            try await agree(fixture, accounts[0], in: 1)
            let now = fixture.clock.now()
            _ = try await fixture.database.write { tx in
                try RolloutWork(tx, at: now).pause(#require(try tx.rolloutPhase(named: "one")))
            }
            fixture.clock.advance(by: .days(2))
            #expect(try await inside(fixture) == [])
        }
    }

    @Test("Whoever is in two accounts goes with the one that moved, also while the other waits")
    func both() async throws {
        try await with { fixture, accounts in
            let person = try #require(try await fixture.person("u0")).id
            let now = fixture.clock.now()
            try await fixture.database.write { tx in
                try tx.run(
                    """
                    INSERT INTO members (id, account_id, product, person_id, status, created_at)
                    VALUES (\(MemberID(at: now)), \(accounts[1]), 'dashboard', \(person), 'active', \(now))
                    """)
            }
            try await agree(fixture, accounts[0], in: 30)
            try await agree(fixture, accounts[1], in: 2)
            fixture.clock.advance(by: .days(2))
            let place = try await RolloutRouting(fixture.database).place(
                of: "u0@acme.example", in: "dashboard", from: BrowserFacts(family: "Firefox", isKnown: true), at: fixture.clock.now())
            #expect(place == .id)
        }
    }

    @Test("What the administrators see adds up: who is inside, who comes now, and who on which day")
    func seen() async throws {
        try await with { fixture, accounts in
            let account = accounts[0]
            let now = fixture.clock.now()
            let person = try #require(try await fixture.person("u1")).id
            try await fixture.database.write { try $0.noteArrival(of: person, in: "dashboard", at: now) }
            func move() async throws -> AccountMove? {
                let now = fixture.clock.now()
                return try await fixture.database.read { try $0.accountMove(of: account, in: "dashboard", at: now) }
            }
            var found = try #require(try await move())
            #expect(found.people == 5 && found.inside == 1 && found.coming == [.init(at: now + .days(10), people: 4)], "\(found)")
            try await agree(fixture, account, in: 4)
            found = try #require(try await move())
            #expect(found.coming == [.init(at: now + .days(4), people: 4)] && found.day?.agreed == now + .days(4))
            fixture.clock.advance(by: .days(5))
            found = try #require(try await move())
            #expect(found.coming == [.init(at: fixture.clock.now(), people: 4)])
        }
    }

    @Test("A question is answered once; a new one replaces it, and a day that is over or too far away is refused")
    func questions() async throws {
        try await with { fixture, accounts in
            let account = accounts[2]
            let now = fixture.clock.now()
            let asker = try #require(try await fixture.person("u10")).id
            func ask(_ day: Timestamp, _ note: String = "") async throws -> AccountDay {
                try await fixture.database.write {
                    try $0.ask(for: day, note: note, of: account, in: "dashboard", by: asker, at: now)
                }
            }
            await #expect(throws: AccountDayError.unfitDay) { try await ask(now) }
            await #expect(throws: AccountDayError.unfitDay) { try await ask(now + .days(400)) }
            await #expect(throws: AccountDayError.longNote) { try await ask(now + .days(2), String(repeating: "x", count: 501)) }
            #expect(try await ask(now + .days(2), "Closing of the year").isWaiting)
            let declined = try await fixture.database.write {
                try $0.decline(account, in: "dashboard", by: .operatorCommand, at: now)
            }
            #expect(declined.answer == .declined && declined.agreed == nil)
            await #expect(throws: AccountDayError.nothingAsked) {
                try await fixture.database.write { try $0.decline(account, in: "dashboard", by: .operatorCommand, at: now) }
            }
            #expect(try await ask(now + .days(5)).isWaiting)
            let agreed = try await fixture.database.write {
                try $0.agree(to: nil, for: account, in: "dashboard", by: .operatorCommand, at: now)
            }
            #expect(agreed.agreed == now + .days(5) && agreed.answer == .agreed)
            for day in [now, now - .days(1), now + .days(400)] {
                await #expect(throws: AccountDayError.unfitDay) {
                    try await fixture.database.write {
                        try $0.agree(to: day, for: account, in: "dashboard", by: .operatorCommand, at: now)
                    }
                }
            }
            let untold = try await fixture.database.write { tx in
                for day in try tx.untoldAnswers() { try tx.noteTold(day) }
                _ = try tx.agree(to: now + .days(9), for: account, in: "dashboard", by: .operatorCommand, at: now)
                return try tx.untoldAnswers().count
            }
            #expect(untold == 1, "another day is told too")
            let none = try await fixture.database.write {
                try $0.decline(account, in: "dashboard", by: .operatorCommand, at: now)
            }
            #expect(none.agreed == nil, "taken back")
            let actions = try await fixture.database.read { tx in
                try tx.rows("SELECT action FROM audit_events WHERE action LIKE 'account.day%'").map { try $0["action"] as String }
            }
            #expect(
                actions.sorted() == [
                    "account.day-agreed", "account.day-agreed", "account.day-asked", "account.day-asked", "account.day-declined",
                    "account.day-declined",
                ])
        }
    }
}
