import Access
import Core
import TestSupport
import Testing

@Suite("Web addresses in names of an account") struct WebAddressTests {
    @Test("Accounts, projects, groups and roles are not named so, by whoever names them; an import keeps old names", .onEveryDatabase)
    func access() async throws {
        try await Northwind.with { world in
            let account = world.account
            let name = "Prizes at www.evil.example"
            let problem = AccessError.webAddressInName(field: "name")
            try await world.expect(problem, as: "administrator") { _ = try $0.rename(account, to: name, as: "dashboard") }
            try await world.expect(problem, as: "administrator") { _ = try $0.openGroup(named: name, in: account, as: "dashboard") }
            let old = try await world.acting(.importer) { try $0.openAccount(named: name, products: ["dashboard"]) }
            #expect(old.name == name)
        }
    }
}
