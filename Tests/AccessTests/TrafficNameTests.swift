import Access
import Core
import SQL
import TestSupport
import Testing

@Suite("What traffic from outside calls a project", .onEveryDatabase) struct TrafficNameTests {
    @Test("Traffic is known by names that narrower roles cannot choose, and a name that two projects claim means neither")
    func names() async throws {
        try await Northwind.with { world in
            let account = world.account
            func names() async throws -> [String: ProjectID?] {
                let found = try await world.database.read { try $0.trafficNames(of: account) }
                return Dictionary(found.map { ($0.name, $0.project) }, uniquingKeysWith: { first, _ in first })
            }
            let imported = Set(["Checkout", "Alerts", "Campaigns"])
            #expect(Set(try await names().keys) == imported)

            // A project of an Associate's is known by no name, neither new nor renamed.
            let payroll = try await world.acting(as: "associate") { try $0.openProject(named: "Payroll", in: account, as: "dashboard") }
            _ = try await world.acting(as: "associate") { try $0.rename(payroll.id, to: "Wages", in: account, as: "dashboard") }
            #expect(Set(try await names().keys) == imported)

            let made = try await world.acting(as: "administrator") { try $0.openProject(named: "Payroll", in: account, as: "dashboard") }
            #expect(try await names()["Payroll"] == made.id)

            // Renamed by anybody, it stays what its traffic calls it, until another project has that name.
            _ = try await world.acting(as: "administrator") { try $0.rename(made.id, to: "Salaries", in: account, as: "dashboard") }
            #expect(try await names()["Payroll"] == made.id)
            #expect(try await names()["Salaries"] == nil)
            _ = try await world.acting(as: "associate") { try $0.openProject(named: "Payroll", in: account, as: "dashboard") }
            #expect(try await names()["Payroll"] == .some(nil))
        }
    }
}
