import Access
import Audit
import Core
import Identity
import SQL
import TestSupport
import Testing
import Transition

@Suite("Accounts without an administrator", .onEveryDatabase)
struct UnledAccountTests {
    private func row(_ id: String, _ role: String) -> String {
        DashboardRow(id).with(\.role, role).with(\.account, "acc_10007").with(\.accountName, "Orphan").text
    }

    @Test("An imported account without an administrator is reported until the operator appoints one")
    func reported() async throws {
        try await ImportFixture.with { fixture in
            let text = DashboardRow.header + row("u1", "IT Admin") + row("u2", "Member")
            let first = try await fixture.importText(.dashboardCSV, text)
            let member = try #require(try await fixture.member("u2"))
            #expect(first.accountsWithoutAdministrator.map(\.id) == [member.account.text])
            #expect(first.accountsWithoutAdministrator.map(\.externalID) == ["acc_10007"])
            let catalog = fixture.catalog
            let now = fixture.clock.now()
            try await fixture.database.write { tx in
                let administration = Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
                _ = try administration.changeMember(member.id, of: member.account, as: "dashboard", to: .init(role: "administrator"))
            }
            for isDryRun in [true, false] {
                let report = try await fixture.importText(.dashboardCSV, text, dryRun: isDryRun)
                #expect(report.unchanged == 2)
                #expect(report.accountsWithoutAdministrator.isEmpty)
            }
        }
    }

    @Test("An account whose only administrator cannot sign in is reported like one without")
    func suspended() async throws {
        try await ImportFixture.with { fixture in
            let text = DashboardRow.header + row("u1", "Administrator") + row("u2", "Member")
            #expect(try await fixture.importText(.dashboardCSV, text).accountsWithoutAdministrator.isEmpty)
            let person = try #require(try await fixture.person("u1")).id
            let now = fixture.clock.now()
            try await fixture.database.write { tx in
                try tx.setStatus(person, to: .suspended, under: NoAccounts(), by: .operatorCommand, at: now)
            }
            let report = try await fixture.importText(.dashboardCSV, text)
            #expect(report.accountsWithoutAdministrator.map(\.externalID) == ["acc_10007"])
        }
    }
}
