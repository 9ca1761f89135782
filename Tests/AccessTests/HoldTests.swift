import Access
import Core
import SQL
import TestSupport
import Testing

/// A member whose account has not agreed yet to their way back in (threat 21).
@Suite("Members on hold") struct HoldTests {
    private func held(_ world: Northwind, _ role: RoleID) async throws -> Member {
        let member = try world.member(role)
        let catalog = world.catalog
        let now = world.clock.now()
        return try await world.database.write { tx in
            let other = try Administration(tx, catalog: catalog, by: .operatorCommand, at: now)
                .openAccount(named: "Elsewhere", products: ["dashboard"], first: member.person)
            let held = try Administration(tx, catalog: catalog, by: .system, at: now).hold(member.person, besides: other.id)
            #expect(held.map(\.id) == [member.id])
            return try #require(try tx.member(member.id, of: member.account))
        }
    }

    private func set(_ status: Member.Status, of member: Member, by actor: Administration.Actor, _ world: Northwind) async throws
        -> Member.Status
    {
        let catalog = world.catalog
        let now = world.clock.now()
        return try await world.database.write { tx in
            try Administration(tx, catalog: catalog, by: actor, at: now)
                .changeMember(member.id, of: member.account, as: member.product, to: .init(status: status)).status
        }
    }

    @Test("Nothing opens, and an administrator or the operator ends it: no IT Admin, and no import", .onEveryDatabase)
    func lifting() async throws {
        try await Northwind.with { world in
            let member = try await held(world, "associate")
            #expect(member.status == .held)
            let product = try #require(world.catalog["dashboard"])
            #expect(!decide(member, .view, .area("overview"), in: product, at: world.clock.now()).isPermitted)
            let itAdmin = Administration.Actor.person(try world.member("it-admin").person)
            await #expect(throws: AccessError.self) { try await set(.active, of: member, by: itAdmin, world) }
            await #expect(throws: AccessError.self, "nor by suspending them first") {
                try await set(.suspended, of: member, by: itAdmin, world)
            }
            let catalog = world.catalog
            let now = world.clock.now()
            await #expect(throws: AccessError.self, "nor by removing them, to invite them anew") {
                try await world.database.write {
                    try Administration($0, catalog: catalog, by: itAdmin, at: now).removeMember(
                        member.id, of: member.account, as: member.product)
                }
            }
            #expect(try await set(.suspended, of: member, by: .importer, world) == .held)
            #expect(try await set(.active, of: member, by: .importer, world) == .held)
            let administrator = Administration.Actor.person(try world.member("administrator").person)
            #expect(try await set(.active, of: member, by: administrator, world) == .active)
        }
    }

    @Test("An administrator on hold is not the one who remains, and only the operator lets the only one in")
    func remaining() async throws {
        try await Northwind.with { world in
            let member = try await held(world, "administrator")
            let itAdmin = Administration.Actor.person(try world.member("it-admin").person)
            await #expect(throws: AccessError.self) { try await set(.active, of: member, by: itAdmin, world) }
            await #expect(throws: AccessError.self, "they themselves are outside") {
                try await set(.active, of: member, by: .person(member.person), world)
            }
            let product = try #require(world.catalog["dashboard"])
            let account = world.account
            #expect(try await world.database.read { try $0.standingAdministrators(of: account, product) }.isEmpty)
            #expect(try await set(.active, of: member, by: .operatorCommand, world) == .active)
        }
    }

    @Test("Only the server itself puts somebody on hold, and whoever was suspended stays so afterwards")
    func suspended() async throws {
        try await Northwind.with { world in
            let catalog = world.catalog
            let now = world.clock.now()
            let administrator = Administration.Actor.person(try world.member("administrator").person)
            let account = world.account
            let somebody = try world.member("associate")
            for actor in [administrator, .operatorCommand, .importer] {
                await #expect(throws: AccessError.notFound) {
                    try await world.database.write {
                        try Administration($0, catalog: catalog, by: actor, at: now).hold(somebody.person, besides: AccountID(at: now))
                    }
                }
            }
            _ = try await set(.suspended, of: somebody, by: administrator, world)
            let member = try await held(world, "associate")
            #expect(member.status == .held)
            #expect(try await set(.suspended, of: member, by: administrator, world) == .held)
            #expect(try await set(.active, of: member, by: administrator, world) == .active)
            #expect(try await world.database.read { try $0.member(somebody.id, of: account)?.status } == .active)
        }
    }
}
