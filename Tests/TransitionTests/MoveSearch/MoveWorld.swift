import Access
import Audit
import Core
import Identity
import SQL
import TestSupport
import Testing
import Transition

/// Six logins of two products, one of which moves by a phase and has a sign-in of its own.
struct MoveWorld {
    static let dashboardPeople = 4
    static let product: ProductID = "dashboard"
    /// Any point of the curve will do.
    private static let key: [UInt8] = [9] + Array(repeating: 0, count: 31)
    private static let hash = "$2b$04$1Q1tVqD1R3pGYjxyK0UDe.6Fz5oY9x3F5y8pV8C6c4Vw3w1pA5y6W"

    let fixture: ImportFixture
    let people: [PersonID]
    private let account: AccountID
    private let other: AccountID
    private let routing: RolloutRouting
    private var numbers: SeededNumbers
    private var told: [String] = []
    /// What the last sign-in was answered.
    private(set) var answer: RolloutRouting.Place?

    var now: Timestamp { fixture.clock.now() }
    var story: String { told.joined(separator: "\n") }

    /// 0 and 4 have one address.
    static func login(_ number: Int) -> String { "person\(number == 4 ? 0 : number)@old.example" }

    init(_ fixture: ImportFixture, seed: UInt64) async throws {
        self.fixture = fixture
        numbers = SeededNumbers(seed: seed)
        routing = RolloutRouting(fixture.database)
        let now = fixture.clock.now()
        let people = (0..<6).map { _ in PersonID(at: now) }
        self.people = people
        let catalog = fixture.catalog
        (account, other) = try await fixture.database.writeUnflushed { tx in
            for (number, person) in people.enumerated() { try Self.insert(person, number, tx, at: now) }
            let work = Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
            let account = try work.openAccount(named: "Northwind", products: ["dashboard"], first: people[0]).id
            let other = try work.openAccount(named: "Post", products: ["mail"], first: people[4]).id
            for number in 1..<Self.dashboardPeople {
                _ = try work.addMember(people[number], to: account, product: "dashboard", role: number == 1 ? "it-admin" : "member")
            }
            _ = try work.addMember(people[5], to: other, product: "mail", role: "support")
            let classic = try #require(ClassicProduct(Self.product, sealingKey: Self.key, at: now))
            try tx.register(classic, by: .operatorCommand, at: now)
            var terms = RolloutPhase.Terms()
            terms.mayWait = true
            terms.percent = 5_000
            let rollout = RolloutWork(tx, at: now)
            _ = try rollout.start(rollout.add(named: "first", to: Self.product, terms), at: nil)
            return (account, other)
        }
    }

    private static func insert(_ person: PersonID, _ number: Int, _ tx: Transaction, at now: Timestamp) throws {
        let product = number < dashboardPeople ? "dashboard" : "mail"
        try tx.run(
            """
            INSERT INTO people (id, name, status, created_at, updated_at, search_key)
            VALUES (\(person), \("Person \(number)"), 'active', \(now), \(now), '')
            """)
        try tx.run(
            """
            INSERT INTO email_addresses (id, person_id, written, canonical, product, created_at)
            VALUES (\(AddressID(at: now)), \(person), \(login(number)), \(login(number)), \(product), \(now))
            """)
        try tx.run(
            """
            INSERT INTO import_sources (product, external_id, person_id, account_external_id, fields, joined, imported_at, changed_at)
            VALUES (\(product), \("u\(number)"), \(person), 'a', '', 0, \(now), \(now))
            """)
        try tx.setPassword(of: person, hash: Secret(hash), setBy: .import, by: .system, at: now)
    }

    mutating func next() -> MoveAct { MoveAct.random(&numbers) }

    private struct Nothing: Error {}

    /// Returns false if it was refused.
    mutating func perform(_ act: MoveAct) async throws -> Bool {
        answer = nil
        fixture.clock.advance(by: .seconds(1))
        do {
            if case .signIn(let number) = act {
                try await signIn(number)
            } else {
                try await carryOut(act)
            }
            told.append("\(act)" + (answer.map { ": \($0)" } ?? ""))
            return true
        } catch {
            guard error is AccessError || error is RolloutError || error is JoinRefusal || error is Nothing else { throw error }
            told.append("\(act), refused: \(error)")
            return false
        }
    }

    /// By the product's form, which asks where the login is answered.
    private mutating func signIn(_ number: Int) async throws {
        let place = try await routing.place(
            of: Self.login(number), in: Self.product, from: BrowserFacts(family: "Firefox", isKnown: true), at: now)
        answer = place
        let person = people[number]
        let keyring = fixture.keyring
        let login = try await fixture.database.read { try $0.classicLogin(of: person, at: Self.product, keyring) }
        // A product leads to the ID also whom it has no credentials of.
        if case .outside = login.state, place == .classic { return }
        try await arrive(number)
    }

    /// As the ID lets somebody in after the right password: whoever goes on at the product itself learns so, and stays there.
    private func arrive(_ number: Int) async throws {
        let person = people[number]
        let keyring = fixture.keyring
        let now = now
        try await fixture.database.writeUnflushed { tx in
            guard let whole = try tx.person(person), try tx.maySignIn(whole.id) else { throw Nothing() }
            if try tx.staysOutside(whole.id, of: Self.product, keyring, at: now) { throw Nothing() }
            try tx.noteArrival(of: whole.id, in: Self.product, at: now)
        }
    }

    private func carryOut(_ act: MoveAct) async throws {
        if case .signInAtTheID(let number) = act { return try await arrive(number) }
        if case .wait(let days) = act { return fixture.clock.advance(by: .days(days)) }
        let now = now
        try await fixture.database.writeUnflushed { [self] tx in
            let rollout = RolloutWork(tx, at: now)
            let work = Administration(tx, catalog: fixture.catalog, by: .operatorCommand, at: now)
            let phase = try #require(try tx.rolloutPhase(named: "first"))
            switch act {
            case .notNow(let number):
                let person = people[number]
                let until =
                    try tx.hasArrived(person, in: Self.product)
                    ? tx.goBack(as: person, to: Self.product, fixture.keyring, at: now)
                    : tx.wait(as: person, in: Self.product, fixture.keyring, at: now)
                guard until != nil else { throw Nothing() }
            case .rollBack(let number):
                guard try tx.hasArrived(people[number], in: Self.product) else { throw Nothing() }
                let back = try RollBack(tx, to: Self.product, fixture.keyring, at: now)
                if try back.run(people[number]) != nil { throw Nothing() }
            case .rollBackPhase:
                _ = try rollout.beginRollBack(of: phase, fixture.keyring)
                while try tx.hasRollBackToGoOn() { try tx.goOnWithRollBack(fixture.keyring, at: now) }
            case .pause: _ = try rollout.pause(phase)
            case .resume: _ = try rollout.resume(phase)
            case .percent(let percent):
                var terms = phase.terms
                terms.percent = max(percent, terms.percent)
                _ = try rollout.change(phase, to: terms)
            case .join(let kept, let lost): try join(kept, lost, tx, at: now)
            case .separate(let kept):
                guard let join = try tx.undoableJoins(of: people[kept], at: now).first else { throw Nothing() }
                try tx.separate(join, SeparationTerms(askedIn: nil, fixture.keyring), catalog: fixture.catalog, at: now)
            case .giveOther(let number): _ = try work.addMember(people[number], to: other, product: "mail", role: "support")
            case .takeOther(let number):
                guard let member = try tx.member(people[number], in: other, product: "mail") else { throw Nothing() }
                _ = try work.removeMember(member.id, of: other, as: "mail")
            case .suspend(let number):
                try work.beginAbsence(of: people[number])
                try tx.run("UPDATE people SET status = 'suspended' WHERE id = \(people[number]) AND merged_into IS NULL")
            case .restore(let number):
                try tx.run("UPDATE people SET status = 'active' WHERE id = \(people[number]) AND status = 'suspended'")
            case .setPassword(let number):
                guard try tx.person(people[number])?.id == people[number] else { throw Nothing() }
                try tx.setPassword(of: people[number], hash: Secret(Self.hash), setBy: .person, by: .system, at: now)
            case .signIn, .signInAtTheID, .wait: break
            }
        }
    }

    private func join(_ kept: Int, _ lost: Int, _ tx: Transaction, at now: Timestamp) throws {
        guard try [kept, lost].allSatisfy({ try tx.person(people[$0])?.id == people[$0] && tx.maySignIn(people[$0]) }) else {
            throw Nothing()
        }
        let session = try SessionFixture.start(tx, of: people[kept], proving: [people[kept], people[lost]], at: now)
        // Whoever proved the other's password named it.
        try tx.run("UPDATE session_proofs SET named_at = \(now) WHERE session_id = \(session.id) AND person_id = \(people[lost])")
        let chosen = try Set(tx.memberships(of: people[kept]).map(\.id))
        try tx.join(people[lost], in: session, keeping: chosen, catalog: fixture.catalog, at: now)
    }
}
