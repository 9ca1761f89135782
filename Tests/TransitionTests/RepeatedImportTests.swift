import Access
import Audit
import Core
import Credentials
import Directory
import Identity
import SQL
import TestSupport
import Testing
import Transition

@Suite("Importing again")
struct RepeatedImportTests {
    private func rows(_ rows: DashboardRow...) -> String { DashboardRow.header + rows.map(\.text).joined() }
    private let admin = DashboardRow("u1")

    @Test("A row that changed at the source changes here, field by field", .onEveryDatabase)
    func changed() async throws {
        try await ImportFixture.with { fixture in
            _ = try await fixture.importText(
                .dashboardCSV, rows(admin, DashboardRow("u2").with(\.role, "Member").with(\.projects, "Alerts")))
            var changed = DashboardRow("u2")
            changed.email = "new@acme.example"
            changed.name = "Ada Dahl"
            changed.hash = DashboardRow.newerHash
            changed.factor = "sms"
            changed.phone = "+46701234567"
            changed.role = "Limited member"
            changed.accountName = "Acme AB"
            changed.projects = "Checkout"
            changed.status = "suspended"
            changed.locale = "sv"
            let text = rows(DashboardRow("u1").with(\.accountName, "Acme AB"), changed)
            let dry = try await fixture.importText(.dashboardCSV, text, dryRun: true)
            #expect(dry.updated == 2)
            #expect(try await fixture.person("u2")?.name == "Ada Berg")
            let report = try await fixture.importText(.dashboardCSV, text)
            #expect(report.updated == 2)
            let person = try #require(try await fixture.person("u2"))
            let member = try #require(try await fixture.member("u2"))
            #expect(person.name == "Ada Dahl")
            #expect(person.locale == "sv")
            #expect(person.status == .suspended)
            #expect(member.role == "associate")
            #expect(member.status == .suspended)
            #expect(try await fixture.fits("hunter3", person.id))
            try await fixture.database.read { tx in
                let projects = try tx.projects(member.projects).values.map(\.name)
                #expect(projects == ["Checkout"])
                #expect(try tx.account(member.account)?.name == "Acme AB")
                #expect(try tx.addresses(of: person.id).map(\.address.written) == ["new@acme.example"])
                #expect(try tx.secondFactors(of: person.id).count == 1)
            }
            #expect(try await fixture.importText(.dashboardCSV, text).unchanged == 2)
        }
    }

    @Test("What was changed here stays, whatever the source says since", .onEveryDatabase)
    func changedHere() async throws {
        try await ImportFixture.with { fixture in
            _ = try await fixture.importText(
                .dashboardCSV, rows(admin, DashboardRow("u2").with(\.role, "Member").with(\.projects, "Alerts")))
            let person = try #require(try await fixture.person("u2")).id
            let member = try #require(try await fixture.member("u2"))
            let hash = try await fixture.hashing.hash(Secret("my own new words"))
            let catalog = fixture.catalog
            let now = fixture.clock.now()
            try await fixture.database.write { tx in
                try tx.rename(person, to: "Ada von Berg", by: .person(person), at: now)
                try tx.setPassword(of: person, hash: Secret(hash.text), setBy: .person, by: .person(person), at: now)
                let administration = Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
                _ = try administration.changeMember(
                    member.id, of: member.account, as: "dashboard", to: .init(role: "support-member", projects: []))
            }
            let report = try await fixture.importText(
                .dashboardCSV,
                rows(
                    admin,
                    DashboardRow("u2").with(\.name, "Ada Dahl").with(\.hash, DashboardRow.newerHash).with(\.role, "Associate")
                        .with(\.projects, "Checkout")))
            #expect(report.unchanged == 2)
            #expect(try await fixture.person("u2")?.name == "Ada von Berg")
            #expect(try await fixture.member("u2")?.role == "support-member")
            #expect(try await fixture.member("u2")?.projects == [])
            #expect(try await fixture.fits("my own new words", person))
        }
    }

    @Test("Whoever asked to be deleted is suspended by an import all the same, and cannot come back then", .onEveryDatabase)
    func suspendedWhileLeaving() async throws {
        try await ImportFixture.with { fixture in
            _ = try await fixture.importText(.dashboardCSV, rows(admin, DashboardRow("u2").with(\.role, "Member")))
            let person = try #require(try await fixture.person("u2")).id
            let now = fixture.clock.now()
            try await fixture.database.write { tx in
                try tx.beginDeletion(of: person, under: NoAccounts(), by: .person(person), at: now)
            }
            let suspended = rows(admin, DashboardRow("u2").with(\.role, "Member").with(\.status, "suspended"))
            #expect(try await fixture.importText(.dashboardCSV, suspended).updated == 1)
            #expect(try await fixture.database.write { try $0.keep(person, by: .person(person), at: now) } == false)
            #expect(try await fixture.person("u2")?.status == .suspended)
        }
    }

    @Test("Whoever was deleted does not come back by an import, and its report says so", .onEveryDatabase)
    func erased() async throws {
        try await ImportFixture.with { fixture in
            let text = rows(admin, DashboardRow("u2").with(\.role, "Member"))
            _ = try await fixture.importText(.dashboardCSV, text)
            let person = try #require(try await fixture.person("u2")).id
            let now = fixture.clock.now()
            try await fixture.database.write { tx in
                try tx.beginDeletion(of: person, under: NoAccounts(), by: .person(person), at: now)
            }
            let changed = rows(admin, DashboardRow("u2").with(\.name, "Ada Dahl"))
            _ = try await fixture.importText(.dashboardCSV, changed)
            #expect(try await fixture.person("u2")?.status == .leaving)
            let erasure = PersonalErasure(catalog: fixture.catalog)
            let later = now + Deletion.grace
            try await fixture.database.write { try erasure.erase(person, in: $0, at: later) }
            for dryRun in [true, false] {
                let once = rows(admin, DashboardRow("u2").with(\.name, "Ada Holm"))
                let report = try await fixture.importText(.dashboardCSV, once, dryRun: dryRun)
                #expect(report.rejected.map(\.reason) == [.erased], "\(report.rejected)")
            }
            let left = try #require(try await fixture.person("u2"))
            #expect(left.status == .erased && left.name == "(deleted)")
            #expect(try await fixture.database.read { try $0.addresses(of: person).isEmpty && $0.memberships(of: person).isEmpty })
        }
    }

    @Test("No row of an import leaves an account without an administrator who can sign in (rule 1)", .onEveryDatabase)
    func whoRemains() async throws {
        try await ImportFixture.with { fixture in
            let second = DashboardRow("u2").with(\.role, "Administrator").with(\.projects, "")
            _ = try await fixture.importText(.dashboardCSV, rows(admin, second))
            let people = [try #require(try await fixture.person("u1")).id, try #require(try await fixture.person("u2")).id]
            for status in ["suspended", "invited"] {
                _ = try await fixture.database.write { try $0.run("UPDATE people SET status = \(status) WHERE id = \(people[1])") }
                let report = try await fixture.importText(.dashboardCSV, rows(admin.with(\.status, "suspended")))
                #expect(report.rejected.count == 1, "whoever remains cannot sign in")
                #expect(try await fixture.person("u1")?.status == .active)
            }
            _ = try await fixture.database.write { try $0.run("UPDATE people SET status = 'active' WHERE id = \(people[1])") }
            #expect(try await fixture.importText(.dashboardCSV, rows(admin.with(\.status, "suspended"))).updated == 1)
        }
    }

    @Test("A row does not suspend somebody who is the last administrator of another account", .onEveryDatabase)
    func lastElsewhere() async throws {
        try await ImportFixture.with { fixture in
            let second = DashboardRow("u2").with(\.role, "Administrator").with(\.projects, "")
            _ = try await fixture.importText(.dashboardCSV, rows(admin, second))
            let person = try #require(try await fixture.person("u1")).id
            let catalog = fixture.catalog
            let now = fixture.clock.now()
            _ = try await fixture.database.write { tx in
                try Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
                    .openAccount(named: "Another", products: ["dashboard"], first: person)
            }
            let report = try await fixture.importText(.dashboardCSV, rows(admin.with(\.status, "suspended"), second))
            #expect(report.rejected.count == 1)
            #expect(try await fixture.person("u1")?.status == .active)
        }
    }

    @Test("An older export never puts an old password or second factor over a newer one", .onEveryDatabase)
    func olderExport() async throws {
        try await ImportFixture.with { fixture in
            let old = rows(DashboardRow("u1").with(\.factor, "totp").with(\.secret, "JBSWY3DPEHPK3PXP"))
            let new = rows(
                DashboardRow("u1").with(\.hash, DashboardRow.newerHash).with(\.factor, "totp").with(\.secret, "JBSWY3DPEHPK3PXQ"))
            let newest = rows(DashboardRow("u1").with(\.hash, DashboardRow.newestHash).with(\.factor, "sms").with(\.phone, "+46701234567"))
            _ = try await fixture.importText(.dashboardCSV, old)
            #expect(try await fixture.importText(.dashboardCSV, new).updated == 1)
            let person = try #require(try await fixture.person("u1")).id
            for _ in 0..<2 {
                #expect(try await fixture.importText(.dashboardCSV, old).unchanged == 1)
                #expect(try await fixture.fits("hunter3", person))
            }
            #expect(try await fixture.importText(.dashboardCSV, newest).updated == 1)
            for text in [old, new] { #expect(try await fixture.importText(.dashboardCSV, text).unchanged == 1) }
            #expect(try await fixture.fits("hunter4", person))
            let factors = try await fixture.database.read { try $0.secondFactors(of: person) }
            let number = try #require(PhoneNumber("+46701234567"))
            #expect(factors.map(\.method) == [.textMessage(TextMessage(to: number))])
        }
    }

    @Test("A password that sign-in rehashed still follows the source until its person changes it")
    func rehashed() async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            _ = try await fixture.importText(.dashboardCSV, rows(admin))
            let person = try #require(try await fixture.person("u1")).id
            let now = fixture.clock.now()
            let old = try #require(try await fixture.database.read { try $0.password(of: person) })
            let replacement = try await fixture.hashing.replacement(
                for: PasswordHash(stored: old.hash.exposed), verified: Secret("hunter2"))
            let stronger = try #require(replacement)
            try await fixture.database.write { try $0.strengthenPassword(of: person, from: old.hash, to: Secret(stronger.text), at: now) }
            #expect(try await fixture.importText(.dashboardCSV, rows(admin)).unchanged == 1)
            #expect(try await fixture.importText(.dashboardCSV, rows(DashboardRow("u1").with(\.hash, DashboardRow.newerHash))).updated == 1)
            #expect(try await fixture.fits("hunter3", person))
        }
    }

    @Test("An import that would take an account's last administrator leaves the row alone and says so", .onEveryDatabase)
    func lastAdministrator() async throws {
        try await ImportFixture.with { fixture in
            _ = try await fixture.importText(.dashboardCSV, rows(admin, DashboardRow("u2").with(\.role, "Member")))
            let report = try await fixture.importText(
                .dashboardCSV,
                rows(DashboardRow("u1").with(\.name, "Ada Dahl").with(\.role, "Member"), DashboardRow("u2").with(\.role, "IT Admin")))
            #expect(report.rejected.map(\.reason) == [.lastAdministrator])
            #expect(report.updated == 1)
            #expect(try await fixture.member("u1")?.role == "administrator")
            #expect(try await fixture.person("u1")?.name == "Ada Berg")
        }
    }

    @Test("An id or an address that comes twice in one file is refused the second time, dry or not", arguments: [true, false])
    func duplicates(dryRun: Bool) async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            let text = rows(
                admin, DashboardRow("u1").with(\.email, "other@acme.example"), DashboardRow("u2").with(\.email, "U1@ACME.example"))
            let report = try await fixture.importText(.dashboardCSV, text, dryRun: dryRun)
            #expect(report.rejected.map(\.reason) == [.duplicateID, .duplicateEmail])
            let again = try await fixture.importText(.dashboardCSV, text, dryRun: dryRun)
            #expect(again.rejected == report.rejected)
        }
    }

    @Test("The same address in both products stays two people, each with their own password")
    func twoProducts() async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            _ = try await fixture.importText(.dashboardCSV, rows(admin))
            let mail =
                "{\"id\": \"m1\", \"email\": \"U1@acme.example\", \"name\": \"Ada\", "
                + "\"password\": {\"algo\": \"argon2\", \"value\": \"\(DashboardRow.newerHash)\"},"
                + " \"account\": {\"id\": \"org-1\", \"name\": \"Acme\"}, \"role\": \"ADMIN\", \"created\": 1}\n"
            #expect(try await fixture.importText(.mailJSONL, mail).imported == 1)
            let one = try #require(try await fixture.person("u1"))
            let other = try #require(try await fixture.person("m1", "mail"))
            #expect(one.id != other.id)
            #expect(try await fixture.fits("hunter3", other.id))
            #expect(try await fixture.fits("hunter2", one.id))
        }
    }

    @Test("The database holds no digest that a fast old hash could be guessed from: another key gives another digest")
    func keyedDigests() async throws {
        var digests: Set<String> = []
        for _ in 0..<2 {
            try await ImportFixture.with(.sqlite) { fixture in
                _ = try await fixture.importText(.dashboardCSV, rows(admin))
                let fields: String = try await fixture.database.read { tx in
                    try tx.first("SELECT fields FROM import_sources")?["fields"] ?? ""
                }
                digests.insert(fields)
            }
        }
        #expect(digests.count == 2)
    }
}
