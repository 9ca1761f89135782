import Access
import Core
import SQL
import TestSupport
import Testing

@Suite("What traffic from outside calls a project", .onEveryDatabase) struct TrafficNameTests {
    @Test("Traffic is known by names that narrower roles cannot choose, and every name that another project has come to is told")
    func names() async throws {
        try await Northwind.with { world in
            let account = world.account
            func names(tying ties: Bool) async throws -> [String: ProjectID] {
                let found = try await world.database.read { try $0.trafficNames(of: account) }.filter { $0.ties == ties }
                return Dictionary(found.map { ($0.name, $0.project) }, uniquingKeysWith: { first, _ in first })
            }
            let imported = Set(["Checkout", "Alerts", "Campaigns"])
            #expect(Set(try await names(tying: true).keys) == imported)

            // A project of an Associate's ties nothing, neither new nor renamed.
            let payroll = try await world.acting(as: "associate") { try $0.openProject(named: "Payroll", in: account, as: "dashboard") }
            _ = try await world.acting(as: "associate") { try $0.rename(payroll.id, to: "Wages", in: account, as: "dashboard") }
            #expect(Set(try await names(tying: true).keys) == imported)
            #expect(try await names(tying: false)["Wages"] == payroll.id)

            let made = try await world.acting(as: "administrator") { try $0.openProject(named: "Payroll", in: account, as: "dashboard") }
            #expect(try await names(tying: true)["Payroll"] == made.id)

            // Renamed by anybody, it stays what its traffic calls it; that another has its name now is told beside it.
            _ = try await world.acting(as: "administrator") { try $0.rename(made.id, to: "Salaries", in: account, as: "dashboard") }
            let other = try await world.acting(as: "associate") { try $0.openProject(named: "Payroll", in: account, as: "dashboard") }
            #expect(try await names(tying: true)["Payroll"] == made.id)
            #expect(try await names(tying: true)["Salaries"] == nil)
            #expect(try await names(tying: false)["Payroll"] == other.id)
        }
    }
}
