import Access
import Audit
import Core
import Foundation
import Identity
import SQL
import Schema
import TestSupport
import Testing
import Transition

/// Rows of one file that depend on each other. Whatever is imported, a dry run before it says the same.
@Suite("Imports whose rows depend on each other", .onEveryDatabase)
struct StagingTests {
    /// Imports the rows in this order, after a dry run that must say the same and change nothing.
    private func bring(_ rows: [DashboardRow], _ fixture: ImportFixture) async throws -> ImportReport {
        let text = DashboardRow.header + rows.map(\.text).joined()
        let before = try await fixture.count("audit_events")
        var dry = try await fixture.importText(.dashboardCSV, text, dryRun: true)
        #expect(try await fixture.count("audit_events") == before, "a dry run changes nothing")
        let report = try await fixture.importText(.dashboardCSV, text)
        dry.isDryRun = false
        // Their ids are made anew.
        #expect(dry.accountsWithoutAdministrator.map(\.externalID) == report.accountsWithoutAdministrator.map(\.externalID))
        dry.accountsWithoutAdministrator = report.accountsWithoutAdministrator
        #expect(dry == report)
        fixture.clock.advance(by: .seconds(1))
        return report
    }

    private func canonical(_ source: String, _ fixture: ImportFixture) async throws -> String? {
        guard let person = try await fixture.person(source) else { return nil }
        return try await fixture.database.read { try $0.addresses(of: person.id).first?.address.canonical }
    }

    @Test("An administrator is handed over in one file, whichever line comes first", arguments: [false, true])
    func handover(backwards: Bool) async throws {
        try await ImportFixture.with { fixture in
            _ = try await bring([DashboardRow("u1"), DashboardRow("u2").with(\.role, "Member")], fixture)
            let rows = [DashboardRow("u1").with(\.role, "Member"), DashboardRow("u2")]
            let report = try await bring(backwards ? rows.reversed() : rows, fixture)
            #expect(report.updated == 2 && report.rejected == [])
            #expect(try await fixture.member("u1")?.role == "member")
            #expect(try await fixture.member("u2")?.role == "administrator")
        }
    }

    @Test("Where a file would leave an account to nobody, no line of it takes an administrator away", arguments: [false, true])
    func everybodyLeaves(backwards: Bool) async throws {
        try await ImportFixture.with { fixture in
            _ = try await bring([DashboardRow("u1"), DashboardRow("u2"), DashboardRow("u3").with(\.role, "Member")], fixture)
            let rows = [
                DashboardRow("u1").with(\.role, "Member"), DashboardRow("u2").with(\.status, "suspended"),
                DashboardRow("u3").with(\.role, "Associate"),
            ]
            let report = try await bring(backwards ? rows.reversed() : rows, fixture)
            #expect(report.rejected.map(\.reason) == [.lastAdministrator, .lastAdministrator] && report.updated == 1)
            #expect(try await fixture.member("u1")?.role == "administrator")
            #expect(try await fixture.person("u2")?.status == .active)
        }
    }

    @Test("Addresses are swapped, handed round and vacated for somebody new, in any order", arguments: [false, true])
    func addresses(backwards: Bool) async throws {
        try await ImportFixture.with { fixture in
            let others = (2...7).map { DashboardRow("u\($0)").with(\.role, "Member") }
            _ = try await bring([DashboardRow("u1")] + others, fixture)
            let rows = [
                // A swap, a round of three, and a chain that ends in a new person.
                DashboardRow("u1").with(\.email, "u2@acme.example"),
                DashboardRow("u2").with(\.role, "Member").with(\.email, "u1@acme.example"),
                DashboardRow("u3").with(\.role, "Member").with(\.email, "u4@acme.example"),
                DashboardRow("u4").with(\.role, "Member").with(\.email, "u5@acme.example"),
                DashboardRow("u5").with(\.role, "Member").with(\.email, "u3@acme.example"),
                DashboardRow("u6").with(\.role, "Member").with(\.email, "free@acme.example"),
                DashboardRow("u8").with(\.role, "Member").with(\.email, "u6@acme.example"),
            ]
            let report = try await bring(backwards ? rows.reversed() : rows, fixture)
            #expect(report.rejected == [] && report.updated == 6 && report.imported == 1)
            var found: [String?] = []
            for source in ["u1", "u2", "u3", "u4", "u5", "u6", "u8"] {
                found.append(try await canonical(source, fixture)?.prefix(4).description)
            }
            #expect(found == ["u2@a", "u1@a", "u4@a", "u5@a", "u3@a", "free", "u6@a"])
        }
    }

    @Test("An address that its person keeps is refused to others, and a knot stays whole without the line that cannot be")
    func kept() async throws {
        try await ImportFixture.with { fixture in
            _ = try await bring([DashboardRow("u1"), DashboardRow("u2").with(\.role, "Member")], fixture)
            // u2 keeps its address; u1 would take it. u3 wants what u1 would leave.
            let report = try await bring(
                [
                    DashboardRow("u1").with(\.email, "u2@acme.example"),
                    DashboardRow("u3").with(\.role, "Member").with(\.email, "u1@acme.example"),
                ], fixture)
            #expect(report.rejected.map { "\($0.line) \($0.reason)" } == ["2 duplicateEmail", "3 duplicateEmail"])
            #expect(try await canonical("u1", fixture) == "u1@acme.example")
        }
    }

    @Test("People who change accounts are judged in both, and addresses across accounts are handed over")
    func acrossAccounts() async throws {
        try await ImportFixture.with { fixture in
            let second = DashboardRow("u2").with(\.account, "acc_2").with(\.accountName, "Other")
            _ = try await bring([DashboardRow("u1"), second], fixture)
            // Both administrators change places.
            let report = try await bring(
                [DashboardRow("u1").with(\.account, "acc_2").with(\.accountName, "Other"), DashboardRow("u2")], fixture)
            #expect(report.updated == 2 && report.rejected == [])
            // One leaves, and nobody comes.
            let left = try await bring([DashboardRow("u2").with(\.account, "acc_2").with(\.accountName, "Other")], fixture)
            #expect(left.rejected.map(\.reason) == [.lastAdministrator])
        }
    }

    @Test("The copy of a dry run has every column of the tables that it copies")
    func copy() async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            for copied in PeopleCopy.tables {
                let table = "\(copied.name)"
                let real: [String] = try await fixture.database.read { tx in
                    try tx.rows("SELECT name FROM pragma_table_info(\(table))").map { try $0["name"] }
                }
                #expect(Set(real) == Set(copied.columns.map { "\($0)" }), "\(table)")
            }
        }
    }

    @Test("The old product's word proves an address only while nobody else has it, and a mail takes it")
    func vouching() async throws {
        try await ImportFixture.with { fixture in
            func verified(_ source: String, _ product: ProductID = "dashboard") async throws -> Bool {
                let person = try #require(try await fixture.person(source, product))
                return try await fixture.database.read { try $0.addresses(of: person.id).first?.verifiedAt != nil }
            }
            var importer = fixture.importer
            importer.trustsAddresses = true
            let header = DashboardRow.header.replacing("\r\n", with: ",email_verified\r\n")
            func row(_ id: String, _ word: String) -> String {
                DashboardRow(id).with(\.role, id == "u1" ? "Administrator" : "Member").text.replacing("\r\n", with: ",\(word)\r\n")
            }
            let text = header + row("u1", "true") + row("u2", "false") + row("u3", "TRUE")
            _ = try await fixture.importText(.dashboardCSV, text.replacing("u3", with: "u9"), dryRun: true, by: importer)
            // The word may come later than the person.
            _ = try await fixture.importText(.dashboardCSV, header + row("u1", "true"))
            #expect(try await !verified("u1"))
            let report = try await fixture.importText(.dashboardCSV, text, by: importer)
            #expect(report.updated == 1 && report.imported == 2)
            #expect(try await fixture.importText(.dashboardCSV, text, by: importer).unchanged == 3)
            #expect(try await verified("u1"))
            #expect(try await verified("u3"))
            #expect(try await !verified("u2"))
            // Another source brings the same address: now nobody's word counts.
            let mail =
                #"{"id": "m1", "email": "U1@acme.example", "role": "admin", "account": {"id": "o1", "name": "Acme"}, "created": 9, "emailVerified": true}"#
            _ = try await fixture.importText(.mailJSONL, mail, by: importer)
            #expect(try await !verified("u1"))
            #expect(try await !verified("m1", "mail"))
            // Whoever proves the address by mail takes it.
            let person = try #require(try await fixture.person("u3"))
            let now = fixture.clock.now()
            try await fixture.database.write { tx in
                let address = try #require(try tx.addresses(of: person.id).first)
                #expect(try tx.verify(address.id, by: .person(person.id), at: now))
                #expect(try tx.addresses(of: person.id).first?.isVouched == false)
            }
        }
    }
}
