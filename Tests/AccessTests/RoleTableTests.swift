import Access
import Core
import Testing

/// The table of mission.md as data. A role or an area that is in a catalog and not here fails.
@Suite struct RoleTableTests {
    static let dashboardAreas: [AreaID] = ["overview", "messages", "billing", "projects", "access-keys", "users", "settings"]

    /// What each role may do, area by area in that order: m manages, v views, - neither; then the projects it sees.
    static let dashboard: [(role: RoleID, areas: String, projects: Role.Projects)] = [
        ("administrator", "mmmmmmm", .all),
        ("member", "mmmmm-m", .assigned),
        ("support-member", "-v-----", .assigned),
        ("associate", "mm-mm-m", .assigned),
        ("it-admin", "-----m-", .all),
    ]
    static let mailAreas: [AreaID] = ["domains", "users", "settings"]
    static let mail: [(role: RoleID, areas: String, projects: Role.Projects)] = [
        ("admin", "mmm", .none),
        ("analyst", "v--", .none),
        ("billing", "--m", .none),
        ("developer", "m-m", .none),
        ("support", "v--", .none),
    ]

    @Test("Every role has exactly its areas and projects", arguments: ["dashboard", "mail"] as [ProductID])
    func everyCell(productID: ProductID) throws {
        let product = try #require(try Fixtures.catalog()[productID])
        let (areas, table) = productID == "dashboard" ? (Self.dashboardAreas, Self.dashboard) : (Self.mailAreas, Self.mail)
        #expect(product.areas.map(\.id) == areas, "an area has no column in this table")
        #expect(product.roles.map(\.id) == table.map(\.role), "a role has no row in this table")
        for row in table {
            let given = ProjectID(at: Timestamp(seconds: 1))
            let other = ProjectID(at: Timestamp(seconds: 2))
            let member = sample(row.role, productID, projects: [given])
            for (area, cell) in zip(areas, row.areas) {
                expect(member, .view, .area(area), in: product, cell != "-")
                expect(member, .manage, .area(area), in: product, cell == "m")
                expect(member, .view, .project(given, of: member.account, area: area), in: product, cell != "-" && row.projects != .none)
                expect(member, .view, .project(other, of: member.account, area: area), in: product, cell != "-" && row.projects == .all)
            }
            let manages = row.areas.contains("m")
            expect(member, .view, .project(given, of: member.account), in: product, row.projects != .none)
            expect(member, .view, .project(other, of: member.account), in: product, row.projects == .all)
            expect(member, .manage, .project(given, of: member.account), in: product, row.projects != .none && manages)
            expect(member, .manage, .project(other, of: member.account), in: product, row.projects == .all && manages)
        }
    }

    @Test("Somebody outside, suspended, in another account or in another product is refused with that reason")
    func reasons() throws {
        let product = try #require(try Fixtures.catalog()["dashboard"])
        var member = sample("administrator", "dashboard", projects: [])
        let project = ProjectID(at: Timestamp(seconds: 1))
        #expect(decide(nil, .view, .area("overview"), in: product).reason == .notMember)
        #expect(decide(member, .view, .area("vault"), in: product).reason == .unknownArea)
        #expect(decide(member, .view, .project(project, of: AccountID(at: Timestamp(seconds: 5))), in: product).reason == .notMember)
        #expect(decide(sample("admin", "mail", projects: []), .view, .area("users"), in: product).reason == .notMember)
        #expect(decide(sample("pilot", "dashboard", projects: []), .view, .area("users"), in: product).reason == .unknownRole)
        member.status = .suspended
        #expect(decide(member, .view, .area("overview"), in: product).reason == .suspended)
    }

    @Test("A refusal says which roles would do")
    func needed() throws {
        let product = try #require(try Fixtures.catalog()["dashboard"])
        let decision = decide(sample("associate", "dashboard", projects: []), .view, .area("billing"), in: product)
        #expect(decision.reason == .areaNotInRole)
        #expect(decision.role?.id == "associate")
        #expect(decision.needed.map(\.id) == ["administrator", "member"])
    }

    private func sample(_ role: RoleID, _ product: ProductID, projects: Set<ProjectID>) -> Member {
        let now = Timestamp(seconds: 10)
        return Member(
            id: MemberID(at: now), account: AccountID(at: now), product: product, person: PersonID(at: now), role: role, projects: projects,
            createdAt: now)
    }

    private func expect(_ member: Member, _ action: Action, _ resource: Resource, in product: Product, _ expected: Bool) {
        let decision = decide(member, action, resource, in: product)
        #expect(decision.isPermitted == expected, "\(member.role) \(action) \(resource): \(decision.reason)")
        #expect((decision.reason == .permitted) == expected)
    }
}
