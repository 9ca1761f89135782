import Access
import Audit
import Core
import Identity
import SQL
import TestSupport
import Testing
import Transition

@Suite("Joining two logins")
struct JoiningTests {
    private let ada = DashboardRow("u1").with(\.email, "ada@acme.example")
    private var dashboard: String { DashboardRow.header + ada.with(\.factor, "totp").with(\.secret, "JBSWY3DPEHPK3PXP").text }

    private func mail(_ extra: String = "", email: String = "Ada@Acme.example") -> String {
        "{\"id\": \"m1\", \"email\": \"\(email)\", \"name\": \"Ada\", \"password\": {\"value\": \"\(DashboardRow.newerHash)\"}, "
            + "\"account\": {\"id\": \"org-1\", \"name\": \"Acme\"}, \"role\": \"admin\", \"created\": 1\(extra)}\n"
    }

    private func with(
        _ kind: DatabaseKind = .current, mail extra: String = "", _ body: (ImportFixture, PersonID, PersonID) async throws -> Void
    ) async throws {
        try await ImportFixture.with(kind) { fixture in
            _ = try await fixture.importText(.dashboardCSV, dashboard)
            _ = try await fixture.importText(.mailJSONL, mail(extra))
            let own = try #require(try await fixture.person("u1")).id
            let sibling = try #require(try await fixture.person("m1", "mail")).id
            try await body(fixture, own, sibling)
        }
    }

    @Test("Whoever has proved every password and second factor is one person with both products", .onEveryDatabase)
    func joined() async throws {
        try await with { fixture, own, sibling in
            let catalog = fixture.catalog
            let now = fixture.clock.now()
            try await fixture.database.write { tx in
                let elsewhere = try SessionFixture.start(tx, of: sibling, proving: [sibling], at: now)
                let session = try SessionFixture.start(tx, of: own, proving: [own, sibling], at: now)
                #expect(try tx.isJoinDue(for: session, at: now))
                try tx.join(sibling, in: session, catalog: catalog, at: now)
                #expect(try tx.endedSessions() == [elsewhere.id])
                // What was given in the session that joined stays, because the person has proved both logins in it.
                #expect(try tx.endedGrants() == [own: session.id.text, sibling: ""])
                #expect(try tx.person(sibling)?.id == own)
                #expect(try Set(tx.memberships(of: own).map(\.product)) == ["dashboard", "mail"])
                #expect(try tx.memberships(of: sibling).isEmpty)
                #expect(try tx.addresses(of: own).count == 2)
                #expect(try tx.password(of: sibling) == nil)
                #expect(try tx.session(elsewhere.id, at: now) == nil)
                #expect(try tx.session(session.id, at: now) != nil)
                #expect(try tx.person(sourceID: "m1", product: "mail") == own)
                #expect(try tx.joinOffers(for: session, at: now).isEmpty)
                #expect(try tx.first("SELECT id FROM audit_events WHERE action = 'person.joined'") != nil)
            }
        }
    }

    @Test("A login that had moved stays inside when it is joined into another", .onEveryDatabase)
    func movedBefore() async throws {
        try await with { fixture, own, sibling in
            let catalog = fixture.catalog
            let now = fixture.clock.now()
            try await fixture.database.write { tx in
                try tx.noteArrival(of: sibling, in: "mail", at: now)
                try tx.noteArrival(of: own, in: "dashboard", at: now)
                try tx.turnMoveGuide(of: sibling)
                _ = try RolloutWork(tx, at: now).start(
                    RolloutWork(tx, at: now).add(named: "mail", to: "mail", RolloutPhase.Terms()), at: nil)
                let session = try SessionFixture.start(tx, of: own, proving: [own, sibling], at: now)
                try tx.join(sibling, in: session, catalog: catalog, at: now)
                #expect(try tx.rolloutCounts("mail").succeeded == 1)
            }
            let place = try await RolloutRouting(fixture.database).place(
                of: "ada@acme.example", in: "mail", from: BrowserFacts(family: nil, isKnown: nil), at: now)
            #expect(place == .id)
        }
    }

    @Test("Without each proof nothing is joined, and what is missing is named", .onEveryDatabase)
    func unproved() async throws {
        try await with(mail: ", \"totp\": {\"secret\": \"JBSWY3DPEHPK3PXQ\"}") { fixture, own, sibling in
            let catalog = fixture.catalog
            let now = fixture.clock.now()
            try await fixture.database.write { tx in
                let session = try SessionFixture.start(tx, of: own, proving: [own], at: now)
                let factors = try tx.secondFactors(of: sibling)
                let missing: [MissingProof] = [.password(of: sibling), .secondFactor(of: sibling, choices: factors, keys: [])]
                #expect(try tx.joinOffers(for: session, at: now).map(\.missing) == [missing])
                #expect(throws: JoinRefusal.unproved(missing)) { try tx.join(sibling, in: session, catalog: catalog, at: now) }
                try tx.recordPassword(of: sibling, in: session.id, at: now)
                #expect(throws: JoinRefusal.unproved([missing[1]])) { try tx.join(sibling, in: session, catalog: catalog, at: now) }
                try tx.recordFactor(of: sibling, in: session.id, at: now)
                #expect(throws: JoinRefusal.unproved([missing[0], missing[1]])) {
                    try tx.join(sibling, in: session, catalog: catalog, at: now + .minutes(31))
                }
                try tx.join(sibling, in: session, catalog: catalog, at: now)
                #expect(try tx.endedSessions().isEmpty)
            }
        }
    }

    @Test("A proof of a password that was changed since does not count")
    func staleProof() async throws {
        try await with(.sqlite) { fixture, own, sibling in
            let catalog = fixture.catalog
            let now = fixture.clock.now()
            try await fixture.database.write { tx in
                let session = try SessionFixture.start(tx, of: own, proving: [own, sibling], at: now)
                try tx.setPassword(of: sibling, hash: Secret("other"), setBy: .person, by: .person(sibling), at: now + .seconds(1))
                #expect(throws: JoinRefusal.unproved([.password(of: sibling)])) {
                    try tx.join(sibling, in: session, catalog: catalog, at: now + .seconds(2))
                }
            }
        }
    }

    @Test("Somebody with another address is never offered, nor joined")
    func stranger() async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            _ = try await fixture.importText(.dashboardCSV, dashboard)
            _ = try await fixture.importText(.mailJSONL, mail(email: "eva@acme.example"))
            let own = try #require(try await fixture.person("u1")).id
            let other = try #require(try await fixture.person("m1", "mail")).id
            let catalog = fixture.catalog
            let now = fixture.clock.now()
            try await fixture.database.write { tx in
                let session = try SessionFixture.start(tx, of: own, proving: [own, other], at: now)
                #expect(try tx.joinOffers(for: session, at: now).isEmpty)
                #expect(throws: JoinRefusal.notOffered) { try tx.join(other, in: session, catalog: catalog, at: now) }
            }
        }
    }

    @Test("An address that somebody added within a week offers no join: its change can still be taken back (threat 16)", .onEveryDatabase)
    func addedAddress() async throws {
        try await ImportFixture.with { fixture in
            _ = try await fixture.importText(.dashboardCSV, dashboard)
            _ = try await fixture.importText(.mailJSONL, mail(email: "eva@acme.example"))
            let own = try #require(try await fixture.person("u1")).id
            let other = try #require(try await fixture.person("m1", "mail")).id
            let catalog = fixture.catalog
            fixture.clock.advance(by: .days(30))
            let now = fixture.clock.now()
            let eva = try #require(EmailAddress("eva@acme.example"))
            try await fixture.database.write { tx in
                let added = PersonAddress(id: AddressID(at: now), personID: own, address: eva, verifiedAt: now, createdAt: now)
                try tx.insert(added)
                for (person, sibling) in [(own, other), (other, own)] {
                    let session = try SessionFixture.start(tx, of: person, proving: [own, other], at: now)
                    #expect(try !tx.isJoinDue(for: session, at: now))
                    #expect(try tx.joinOffers(for: session, at: now).isEmpty)
                    #expect(throws: JoinRefusal.notOffered) { try tx.join(sibling, in: session, catalog: catalog, at: now) }
                    #expect(try tx.isJoinDue(for: session, at: now + .days(7)))
                }
            }
        }
    }

    @Test("A login that its old product suspended opens nothing by being joined, and one suspended here is not joined at all")
    func suspended() async throws {
        try await with(.sqlite, mail: ", \"disabled\": true") { fixture, own, sibling in
            let catalog = fixture.catalog
            let now = fixture.clock.now()
            try await fixture.database.write { tx in
                let session = try SessionFixture.start(tx, of: own, proving: [own, sibling], at: now)
                try tx.join(sibling, in: session, catalog: catalog, at: now)
                #expect(try tx.memberships(of: own).first { $0.product == "mail" }?.status == .suspended)
            }
        }
        try await with(.sqlite) { fixture, own, sibling in
            let catalog = fixture.catalog
            let now = fixture.clock.now()
            try await fixture.database.write { tx in
                try tx.setStatus(sibling, to: .suspended, under: NoAccounts(), by: .operatorCommand, at: now)
                let session = try SessionFixture.start(tx, of: own, proving: [own, sibling], at: now)
                #expect(throws: JoinRefusal.suspended) { try tx.join(sibling, in: session, catalog: catalog, at: now) }
            }
        }
    }

    @Test("After joining, a source speaks for its own membership alone: not for the password, not for the person's status")
    func importAfterJoining() async throws {
        try await with(.sqlite) { fixture, own, sibling in
            let catalog = fixture.catalog
            let now = fixture.clock.now()
            try await fixture.database.write { tx in
                let session = try SessionFixture.start(tx, of: own, proving: [own, sibling], at: now)
                try tx.join(sibling, in: session, catalog: catalog, at: now)
            }
            #expect(try await fixture.importText(.mailJSONL, mail()).unchanged == 1)
            let second = mail().replacing("m1", with: "m2").replacing("Ada@", with: "eva@")
            _ = try await fixture.importText(.mailJSONL, second)
            let report = try await fixture.importText(
                .mailJSONL, mail(", \"disabled\": true").replacing(DashboardRow.newerHash, with: DashboardRow.newestHash))
            #expect(report.updated == 1)
            #expect(try await fixture.person("m1", "mail")?.status == .active)
            #expect(try await fixture.member("m1", "mail")?.status == .suspended)
            #expect(try await fixture.fits("hunter2", own))
        }
    }

    @Test(
        "After joining, no old product sets another password, neither that of the login that was kept nor the other's", .onEveryDatabase)
    func passwordAfterJoining() async throws {
        try await with { fixture, own, sibling in
            let catalog = fixture.catalog
            let now = fixture.clock.now()
            try await fixture.database.write { tx in
                let session = try SessionFixture.start(tx, of: own, proving: [own, sibling], at: now)
                try tx.join(sibling, in: session, catalog: catalog, at: now)
            }
            let changed = dashboard.replacing(DashboardRow.hash, with: DashboardRow.newestHash)
            #expect(changed != dashboard)
            for _ in 0..<2 { _ = try await fixture.importText(.dashboardCSV, changed) }
            _ = try await fixture.importText(.mailJSONL, mail().replacing(DashboardRow.newerHash, with: DashboardRow.newestHash))
            #expect(try await fixture.fits("hunter2", own))
            #expect(try await !fixture.fits("hunter4", own))
        }
    }

    @Test("After joining, an old product neither takes away a second factor nor puts another in its place")
    func factorAfterJoining() async throws {
        try await with(.sqlite) { fixture, own, sibling in
            let catalog = fixture.catalog
            let now = fixture.clock.now()
            try await fixture.database.write { tx in
                let session = try SessionFixture.start(tx, of: own, proving: [own, sibling], at: now)
                try tx.join(sibling, in: session, catalog: catalog, at: now)
            }
            let before = try await fixture.database.read { try $0.secondFactors(of: own) }
            _ = try await fixture.importText(.dashboardCSV, DashboardRow.header + ada.text)
            _ = try await fixture.importText(.mailJSONL, mail(", \"totp\": {\"secret\": \"JBSWY3DPEHPK3PXQ\"}"))
            #expect(before.count == 1)
            #expect(try await fixture.database.read { try $0.secondFactors(of: own) } == before)
        }
    }

    @Test("\"Not now\" is kept for 30 days")
    func postponed() async throws {
        try await with(.sqlite) { fixture, own, _ in
            let now = fixture.clock.now()
            try await fixture.database.write { tx in
                let session = try SessionFixture.start(tx, of: own, proving: [own], at: now)
                #expect(try tx.isJoinDue(for: session, at: now))
                try tx.postponeJoining(of: own, at: now)
                #expect(try !tx.isJoinDue(for: session, at: now + .days(29)))
                #expect(try tx.isJoinDue(for: session, at: now + .days(30)))
            }
        }
    }
}

extension Transaction {
    fileprivate func endedSessions() throws -> [SessionID] {
        try rows("SELECT session_id FROM ended_sessions ORDER BY session_id").map { try $0["session_id"] }
    }

    /// The people whose grants have ended, with the session whose grants are kept.
    fileprivate func endedGrants() throws -> [PersonID: String] {
        let pairs: [(PersonID, String)] = try rows("SELECT person_id, kept_session_id FROM ended_grants").map { row in
            (try row["person_id"], try row["kept_session_id"])
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }
}
