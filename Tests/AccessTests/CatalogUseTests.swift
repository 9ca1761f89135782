import Access
import Core
import SQL
import TestSupport
import Testing

@Suite("Catalogs that change", .onEveryDatabase) struct CatalogUseTests {
    @Test("A role that somebody holds and an area that an account's role opens are missed, with who has them; what nobody has is not")
    func missing() async throws {
        try await Northwind.with { northwind in
            let now = northwind.clock.now()
            let catalog = northwind.catalog
            #expect(try await northwind.database.read { try $0.missing(from: catalog, at: now) }.isEmpty)
            let account = northwind.account
            let owner = Fixtures.person(1)
            _ = try await northwind.database.write { tx in
                try Administration(tx, catalog: catalog, by: .person(owner), at: now).makeRole(
                    CustomRoleTerms(name: "Clerk", purpose: "", areas: ["billing": .view], projects: .all), in: account, as: "dashboard")
            }
            let dashboard = try #require(catalog["dashboard"])
            let smaller = ProductCatalog([dashboard.without(role: "associate", area: "billing")])
            let missing = try await northwind.database.read { try $0.missing(from: smaller, at: now) }
            #expect(missing.map(\.name) == ["associate", "billing"] && missing.map(\.count) == [1, 1])
            #expect(missing.first?.some.first?.hasPrefix("A member (per_") == true)
            #expect(missing.last?.some.first?.hasPrefix("Clerk (role_") == true)
            let unused = ProductCatalog([dashboard.without(role: "nobody", area: "overview")])
            #expect(try await northwind.database.read { try $0.missing(from: unused, at: now) }.isEmpty)
        }
    }
}

extension Product {
    fileprivate func without(role: RoleID, area: AreaID) -> Product {
        Product(id: id, name: name, areas: areas.filter { $0.id != area }, roles: roles.filter { $0.id != role }, resources: resources)
    }
}
