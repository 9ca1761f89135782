import Access
import Core
import TestSupport
import Testing

/// The tables of docs/rules.md, held to the pure decision. A role or an area that is in a catalog and not in the table fails.
@Suite struct RoleTableTests {
    private let now = Timestamp(seconds: 10)

    @Test("Every role has exactly its areas and projects", arguments: try Fixtures.catalog().products)
    func everyCell(product: Product) throws {
        let productID = product.id
        let table = try RoleTable.of(productID.rawValue)
        #expect(product.areas.map(\.id.rawValue) == table.areas, "an area has no column in this table")
        #expect(product.roles.map(\.id.rawValue) == table.rows.map(\.role), "a role has no row in this table")
        for row in table.rows {
            let given = ProjectID(at: Timestamp(seconds: 1))
            let other = ProjectID(at: Timestamp(seconds: 2))
            let member = sample(RoleID(rawValue: row.role), productID, projects: [given])
            let seesGiven = row.assignedProject != .nothing
            let seesOther = row.otherProject != .nothing
            for (area, level) in row.areas {
                let area = AreaID(rawValue: area)
                let views = level != .nothing
                expect(member, .view, .area(area), in: product, views)
                expect(member, .manage, .area(area), in: product, level == .manage)
                expect(member, .view, .project(given, of: member.account, area: area), in: product, views && seesGiven)
                expect(member, .view, .project(other, of: member.account, area: area), in: product, views && seesOther)
            }
            expect(member, .view, .project(given, of: member.account), in: product, seesGiven)
            expect(member, .view, .project(other, of: member.account), in: product, seesOther)
            expect(member, .manage, .project(given, of: member.account), in: product, row.assignedProject == .manage)
            expect(member, .manage, .project(other, of: member.account), in: product, row.otherProject == .manage)
        }
    }

    @Test("Somebody outside, suspended, in another account or in another product is refused with that reason")
    func reasons() throws {
        let product = try #require(try Fixtures.catalog()["dashboard"])
        var member = sample("administrator", "dashboard", projects: [])
        let project = ProjectID(at: Timestamp(seconds: 1))
        #expect(decide(nil, .view, .area("overview"), in: product, at: now).reason == .notMember)
        #expect(decide(member, .view, .area("vault"), in: product, at: now).reason == .unknownArea)
        #expect(
            decide(member, .view, .project(project, of: AccountID(at: Timestamp(seconds: 5))), in: product, at: now).reason == .notMember)
        #expect(decide(sample("admin", "mail", projects: []), .view, .area("users"), in: product, at: now).reason == .notMember)
        #expect(decide(sample("pilot", "dashboard", projects: []), .view, .area("users"), in: product, at: now).reason == .unknownRole)
        member.standing = .suspended
        #expect(decide(member, .view, .area("overview"), in: product, at: now).reason == .suspended)
    }

    @Test("A refusal says which roles would do")
    func needed() throws {
        let product = try #require(try Fixtures.catalog()["dashboard"])
        let decision = decide(sample("associate", "dashboard", projects: []), .view, .area("billing"), in: product, at: now)
        #expect(decision.reason == .areaNotInRole)
        #expect(decision.role?.id == "associate")
        #expect(product.permitting(.view, .area("billing"), among: product.roles).map(\.id) == ["administrator", "member"])
    }

    private func sample(_ role: RoleID, _ product: ProductID, projects: ProjectAssignment) -> Member {
        let grant = AccessGrant(
            id: AccessGrantID(at: now), role: role, projects: projects, endsAt: nil, origin: .init(source: .operatorCommand, at: now))
        return Member(
            id: MemberID(at: now), account: AccountID(at: now), product: product, person: PersonID(at: now), grants: [grant], createdAt: now
        )
    }

    private func expect(_ member: Member, _ action: Action, _ resource: Resource, in product: Product, _ expected: Bool) {
        let decision = decide(member, action, resource, in: product, at: now)
        #expect(decision.isPermitted == expected, "\(member.grants.map(\.role)) \(action) \(resource): \(decision.reason)")
        #expect((decision.reason == .permitted) == expected)
    }
}
