import Access
import Core
import IDSite
import Identity
import SQL
import TestSupport
import Testing
import Transition
import Web

/// Vic has an ID of her own and joins another login at her address with it (threat 16). That a preparer joins the two is refused by import,
/// and by the tests of joining: it takes each password and factor of both.
@Suite("Prepared by joining", .onEveryDatabase) struct PreparedByJoiningTests {
    /// Vic joins the imported login, whose password she proves, with her own.
    private func join(_ world: PreparedWorld) async throws -> Browser {
        let other = try await world.imported()
        let hers = Browser(world.site)
        await hers.signIn(PreparedWorld.victim, PreparedWorld.new)
        let session = try #require(try await world.session(of: hers))
        let now = world.site.clock.now()
        let catalog = world.site.catalog
        try await world.site.database.write { tx in
            try tx.recordPassword(of: other, in: session.id, at: now)
            try tx.join(other, in: session, catalog: catalog, at: now)
        }
        return hers
    }

    @Test("Trojan identifier by joining: a passkey and an address left in the login that she joins open nothing of her ID")
    func trojan() async throws {
        try await PreparedWorld.with { world in
            let vic = try await world.register(Browser(world.site))
            try await world.importRow()
            let eve = try await world.preparerIn()
            let key = world.authenticator()
            try await world.add(key, eve)
            try await world.press(try await world.ask(for: PreparedWorld.preparer, eve), eve)
            world.site.clock.advance(by: .days(8))
            try await world.recover(Browser(world.site))
            let hers = try await join(world)
            #expect(try await world.person(in: hers) == vic)
            let by = Browser(world.site)
            try await world.signIn(key, by)
            #expect(try await world.person(in: by) == nil)
            #expect(try await Set(world.addresses(of: vic)) == [PreparedWorld.victim])
            #expect(try await world.isShutOut(eve, from: vic))
            #expect(try await Set(world.site.database.read { try $0.memberships(of: vic) }.map(\.product)) == ["dashboard", "mail"])
        }
    }

    @Test("Session left open by joining: the session and the change of address left in the login that she joins end")
    func session() async throws {
        try await PreparedWorld.with { world in
            let vic = try await world.register(Browser(world.site))
            try await world.importRow()
            let eve = try await world.preparerIn()
            let left = try await world.ask(for: PreparedWorld.preparer, eve)
            // She knows that login's password herself, so no link of her mail has ended anything before.
            _ = try await join(world)
            await eve.get(CommonPath.home)
            #expect(try await world.person(in: eve) == nil)
            let hers = Browser(world.site)
            await hers.signIn(PreparedWorld.victim, PreparedWorld.new)
            try await world.press(left, hers)
            #expect(hers.status == 410)
            #expect(try await world.isShutOut(eve, from: vic))
        }
    }

    @Test("Address change left open by joining: the old product of a joined login puts no other address into her ID")
    func change() async throws {
        try await PreparedWorld.with { world in
            let vic = try await world.register(Browser(world.site))
            try await world.importRow()
            _ = try await join(world)
            // Whoever administers her account at the old product changes her address there.
            try await world.importRow(.init(email: PreparedWorld.preparer))
            #expect(try await Set(world.addresses(of: vic)) == [PreparedWorld.victim])
            #expect(try await world.isShutOut(Browser(world.site), from: vic))
        }
    }
}
