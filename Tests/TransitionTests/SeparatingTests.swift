import Access
import Audit
import Core
import Credentials
import Identity
import SQL
import TestSupport
import Testing
import Transition

@Suite("Separating two joined logins", .onEveryDatabase)
struct SeparatingTests {
    private let ada = DashboardRow("u1").with(\.email, "ada@acme.example").with(\.factor, "totp").with(\.secret, "JBSWY3DPEHPK3PXP")
    private let mail =
        "{\"id\": \"m1\", \"email\": \"Ada@Acme.example\", \"name\": \"A. Berg\", \"password\": {\"value\": \"\(DashboardRow.newerHash)\"}, "
        + "\"totp\": {\"secret\": \"JBSWY3DPEHPK3PXQ\"}, "
        + "\"account\": {\"id\": \"org-1\", \"name\": \"Acme\"}, \"role\": \"admin\", \"created\": 1}\n"

    private struct Joined {
        let fixture: ImportFixture
        let own: PersonID
        let sibling: PersonID
        let session: Session
        /// What each had before the join.
        let before: [String]
        var now: Timestamp { fixture.clock.now() }

        func write<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
            try await fixture.database.write(body)
        }

        /// All that belongs to each of the two people, as lines.
        static func state(_ fixture: ImportFixture, _ people: [PersonID]) async throws -> [String] {
            try await fixture.database.read { tx in
                var lines: [String] = []
                for person in people {
                    let password = try tx.password(of: person)
                    lines.append("\(person) is \(try tx.personRecord(person)?.mergedInto?.text ?? "nobody else")")
                    lines.append("password \(password?.hash.exposed ?? "none") \(password?.setBy.rawValue ?? "")")
                    for address in try tx.addresses(of: person) { lines.append("address \(address.id)") }
                    for factor in try tx.secondFactors(of: person) { lines.append("factor \(factor.id)") }
                    for member in try tx.memberships(of: person) {
                        let grants = member.grants.map { "\($0.role) \($0.projects.map(\.text).sorted())" }
                        lines.append("member \(member.id) \(member.status) \(grants.sorted())")
                    }
                    let sources = try tx.rows("SELECT product, external_id, joined FROM import_sources WHERE person_id = \(person)")
                    for row in sources {
                        let product: String = try row["product"]
                        let id: String = try row["external_id"]
                        let joined: Int = try row["joined"]
                        lines.append("source \(product) \(id) \(joined)")
                    }
                }
                return lines
            }
        }

        func separate(askedIn session: SessionID?) async throws {
            let catalog = fixture.catalog
            let keyring = fixture.keyring
            let own = own
            let now = now
            try await write { tx in
                let join = try #require(try tx.undoableJoins(of: own, at: now).first)
                try tx.separate(join, SeparationTerms(askedIn: session, keyring), catalog: catalog, at: now)
            }
        }
    }

    private func joined(_ body: (Joined) async throws -> Void) async throws {
        try await ImportFixture.with { fixture in
            _ = try await fixture.importText(.dashboardCSV, DashboardRow.header + ada.text)
            _ = try await fixture.importText(.mailJSONL, mail)
            let own = try #require(try await fixture.person("u1")).id
            let sibling = try #require(try await fixture.person("m1", "mail")).id
            let before = try await Joined.state(fixture, [own, sibling])
            let catalog = fixture.catalog
            let now = fixture.clock.now()
            let session = try await fixture.database.write { tx in
                let session = try SessionFixture.start(tx, of: own, proving: [own, sibling], at: now)
                try tx.recordFactor(of: sibling, in: session.id, at: now)
                try tx.join(sibling, in: session, catalog: catalog, at: now)
                return session
            }
            fixture.clock.advance(by: .hours(3))
            try await body(Joined(fixture: fixture, own: own, sibling: sibling, session: session, before: before))
        }
    }

    @Test("Everything is as it was before the join: addresses, passwords, second factors, memberships, sources and subjects")
    func asBefore() async throws {
        try await joined { joined in
            let merged = try await Joined.state(joined.fixture, [joined.own, joined.sibling])
            #expect(merged != joined.before)
            try await joined.separate(askedIn: joined.session.id)
            #expect(try await Joined.state(joined.fixture, [joined.own, joined.sibling]) == joined.before)
            let now = joined.now
            let own = joined.own
            let sibling = joined.sibling
            let session = joined.session
            let database = joined.fixture.database
            #expect(try await database.read { try $0.person(sibling)?.id } == sibling)
            #expect(try await database.read { try $0.session(session.id, at: now) } != nil)
            #expect(try await database.read { try $0.undoableJoins(of: own, at: now).count } == 0)
            #expect(try await database.read { try $0.isJoinDue(for: session, at: now) } == false, "not offered again at once")
            let told = try await database.read { try $0.rows("SELECT subject FROM audit_events WHERE action = 'person.separated'").count }
            #expect(told == 2)
            let ended = try await database.read { try $0.rows("SELECT person_id FROM ended_grants WHERE kept_session_id = ''").count }
            #expect(ended == 2)
        }
    }

    /// Both are members of one account in one product; one of the two memberships is kept.
    private func joinedInOneAccount(
        keepingOwn: Bool,
        _ body: (ImportFixture, _ own: PersonID, _ sibling: PersonID, _ before: [String], _ session: Session) async throws -> Void
    ) async throws {
        try await ImportFixture.with { fixture in
            _ = try await fixture.importText(.dashboardCSV, DashboardRow.header + ada.text)
            _ = try await fixture.importText(.mailJSONL, mail)
            let own = try #require(try await fixture.person("u1")).id
            let sibling = try #require(try await fixture.person("m1", "mail")).id
            let catalog = fixture.catalog
            let now = fixture.clock.now()
            try await fixture.database.write { tx in
                let work = Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
                let account = try #require(try tx.memberships(of: own).first).account
                let project = try work.openProject(named: "Shared", in: account, as: "dashboard").id
                _ = try work.addMember(sibling, to: account, product: "dashboard", role: "support-member", projects: [project])
                let colleague = PersonID(at: now)
                try tx.insert(Person(id: colleague, name: "Bo", status: .active, createdAt: now), by: .system, at: now)
                _ = try work.addMember(colleague, to: account, product: "dashboard", role: "administrator")
            }
            let before = try await Joined.state(fixture, [own, sibling])
            let session = try await fixture.database.write { tx in
                let session = try SessionFixture.start(tx, of: own, proving: [own, sibling], at: now)
                try tx.recordFactor(of: sibling, in: session.id, at: now)
                let chosen = try #require(try tx.memberships(of: keepingOwn ? own : sibling).first { $0.product == "dashboard" })
                try tx.join(sibling, in: session, keeping: [chosen.id], catalog: catalog, at: now)
                return session
            }
            fixture.clock.advance(by: .hours(3))
            try await body(fixture, own, sibling, before, session)
        }
    }

    @Test("Of two memberships in one account the one that ended comes back, whichever it was", arguments: [true, false])
    func endedMembership(keepingOwn: Bool) async throws {
        try await joinedInOneAccount(keepingOwn: keepingOwn) { fixture, own, sibling, before, session in
            let joined = Joined(fixture: fixture, own: own, sibling: sibling, session: session, before: before)
            #expect(try await Joined.state(fixture, [own, sibling]) != before)
            try await joined.separate(askedIn: session.id)
            #expect(try await Joined.state(fixture, [own, sibling]) == before)
        }
    }

    @Test("Where somebody changed the membership that stayed, or ended it, the one that it stood for does not come back")
    func decidedAnew() async throws {
        for isRemoved in [true, false] {
            try await joinedInOneAccount(keepingOwn: false) { fixture, own, sibling, before, session in
                let catalog = fixture.catalog
                let now = fixture.clock.now()
                try await fixture.database.write { tx in
                    let work = Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
                    let member = try #require(try tx.memberships(of: own).first { $0.product == "dashboard" })
                    if isRemoved {
                        _ = try work.removeMember(member.id, of: member.account, as: "dashboard")
                    } else {
                        _ = try work.changeMember(member.id, of: member.account, as: "dashboard", to: .init(role: "associate"))
                    }
                }
                let joined = Joined(fixture: fixture, own: own, sibling: sibling, session: session, before: before)
                try await joined.separate(askedIn: session.id)
                let held = try await fixture.database.read { tx in
                    try [own, sibling].map {
                        try tx.memberships(of: $0).filter { $0.product == "dashboard" }.flatMap { $0.grants.map(\.role) }
                    }
                }
                #expect(held == [[], isRemoved ? [] : [RoleID(rawValue: "associate")]], "no administrator again")
            }
        }
    }

    @Test("A password that was changed since is that of both; the old one is never revived")
    func changedPassword() async throws {
        try await joined { joined in
            let now = joined.now
            let own = joined.own
            try await joined.write { try $0.setPassword(of: own, hash: Secret("changed"), setBy: .person, by: .person(own), at: now) }
            try await joined.separate(askedIn: joined.session.id)
            let hashes = try await joined.fixture.database.read { tx in
                try [joined.own, joined.sibling].map { try tx.password(of: $0)?.hash.exposed }
            }
            #expect(hashes == ["changed", "changed"])
        }
    }

    @Test("A second factor that went since does not come back, and one that came since is asked by both; its codes count once")
    func changedFactors() async throws {
        try await joined { joined in
            let now = joined.now
            let own = joined.own
            let keyring = joined.fixture.keyring
            let generator = try #require(TOTP(secret: Array(repeating: 7, count: 20)))
            try await joined.write { tx in
                for factor in try tx.secondFactors(of: own) {
                    try tx.removeSecondFactor(factor.id, of: own, by: .person(own), at: now)
                }
                let added = try SecondFactor.authenticatorApp(generator, of: own, setBy: .person, sealedBy: keyring, at: now)
                try tx.insert(added, by: .person(own), at: now)
                _ = try tx.accept(step: 100, of: added.id)
            }
            try await joined.separate(askedIn: joined.session.id)
            try await joined.fixture.database.read { tx in
                for person in [joined.own, joined.sibling] {
                    let factors = try tx.secondFactors(of: person)
                    #expect(factors.count == 1)
                    guard case .authenticatorApp(let app)? = factors.first?.method, let id = factors.first?.id else {
                        Issue.record("no app")
                        continue
                    }
                    let copied = try app.generator(of: id, keyring).stored
                    #expect(copied == generator.stored)
                    #expect(app.lastAcceptedStep == 100)
                }
            }
        }
    }

    @Test("By the link of a mail nothing goes over: the other has no password, and everybody is signed out")
    func disputed() async throws {
        try await joined { joined in
            let now = joined.now
            let own = joined.own
            try await joined.write { try $0.setPassword(of: own, hash: Secret("thief"), setBy: .person, by: .person(own), at: now) }
            try await joined.separate(askedIn: nil)
            let session = joined.session.id
            let sibling = joined.sibling
            let (hashes, factors, isSignedIn) = try await joined.fixture.database.read { tx in
                (
                    try [own, sibling].map { try tx.password(of: $0)?.hash.exposed }, try tx.secondFactors(of: sibling).count,
                    try tx.session(session, at: now) != nil
                )
            }
            #expect(hashes == ["thief", nil])
            #expect(factors == 1, "its own, from before")
            #expect(!isSignedIn)
        }
    }

    @Test("After 30 days, or under a later join, nothing is undone; the old password is forgotten")
    func over() async throws {
        try await joined { joined in
            let fixture = joined.fixture
            let own = joined.own
            fixture.clock.advance(by: .days(29))
            let early = joined.now
            let inTime = try await fixture.database.read { try $0.undoableJoins(of: own, at: early).count }
            #expect(inTime == 1)
            fixture.clock.advance(by: .days(1))
            let late = joined.now
            let tooLate = try await fixture.database.read { try $0.undoableJoins(of: own, at: late).count }
            #expect(tooLate == 0)
            try await joined.write { try $0.sweepJoins(at: late) }
            let left = try await fixture.database.read { tx in
                try tx.rows("SELECT id FROM joins").count + tx.rows("SELECT join_id FROM join_parts").count
            }
            #expect(left == 0)
        }
    }

    @Test("A join takes nobody's role on the server's pages over", .onEveryDatabase)
    func operators() async throws {
        try await ImportFixture.with { fixture in
            _ = try await fixture.importText(.dashboardCSV, DashboardRow.header + ada.text)
            _ = try await fixture.importText(.mailJSONL, mail)
            let own = try #require(try await fixture.person("u1")).id
            let sibling = try #require(try await fixture.person("m1", "mail")).id
            let catalog = fixture.catalog
            let now = fixture.clock.now()
            let left = try await fixture.database.write { tx in
                try tx.add(Operator(sibling, as: "operator", at: now))
                let session = try SessionFixture.start(tx, of: own, proving: [own, sibling], at: now)
                try tx.join(sibling, in: session, catalog: catalog, at: now)
                return try tx.serverOperators().count
            }
            #expect(left == 0)
        }
    }

    @Test("A membership that somebody ended since does not come back")
    func endedMembership() async throws {
        try await joined { joined in
            let own = joined.own
            let catalog = joined.fixture.catalog
            let now = joined.now
            let before = try await joined.fixture.database.read { try $0.memberships(of: own) }
            let mail = try #require(before.first { $0.product == "mail" })
            let other = PersonID(at: now)
            try await joined.write { tx in
                try tx.insert(Person(id: other, name: "Bo", status: .active, createdAt: now), by: .system, at: now)
                let work = Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
                _ = try work.addMember(other, to: mail.account, product: "mail", role: "admin", projects: [])
                _ = try work.removeMember(mail.id, of: mail.account, as: "mail")
            }
            try await joined.separate(askedIn: joined.session.id)
            let left = try await joined.fixture.database.read { try $0.memberships(of: joined.sibling) }
            #expect(left.isEmpty)
        }
    }
}
