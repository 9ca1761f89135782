import Access
import Core
import IDSite
import Identity
import SQL
import TestSupport
import Testing
import Web

/// Vic accepts an invitation that somebody prepared (threat 16). An invitation carries a role in an account and no identifier, so that it
/// leaves no trojan: only the login that accepts it can have one, and came by another door.
@Suite("Prepared by invitation", .onEveryDatabase) struct PreparedByInvitationTests {
    private func accept(_ token: Secret<String>, _ browser: Browser) async {
        let path = InvitationPath.person(token.exposed)
        await browser.get(InvitationPath.invitation(token.exposed))
        await browser.post(path, [("name", "Vic"), ("password", PreparedWorld.new)])
    }

    @Test("Classic merge by invitation: her own ID accepts it and stays hers; who invited her gets nothing of it but a member")
    func merge() async throws {
        try await PreparedWorld.with { world in
            let vic = try await world.register(Browser(world.site))
            let (eve, browser) = try await world.preparerAtHome()
            let token = try await world.site.invite(PreparedWorld.victim, by: eve, role: "administrator")
            await accept(token, browser)
            await browser.post(InvitationPath.invitation(token.exposed), [])
            #expect(try await world.site.database.read { try $0.memberships(of: eve) }.count == 1, "the link is no use to its sender")
            let hers = Browser(world.site)
            await hers.signIn(PreparedWorld.victim, PreparedWorld.new)
            await hers.get(InvitationPath.invitation(token.exposed))
            await hers.post(InvitationPath.invitation(token.exposed), [])
            let accounts = try await world.site.database.read { tx in
                (try Set(tx.memberships(of: vic).map(\.account)), try Set(tx.memberships(of: eve).map(\.account)))
            }
            #expect(accounts.0.count == 2 && accounts.1.count == 1 && accounts.1.isSubset(of: accounts.0))
            let account = try #require(accounts.1.first)
            let catalog = world.site.catalog
            let now = world.site.clock.now()
            try await world.site.database.write { tx in
                let member = try #require(try tx.member(vic, in: account, product: "dashboard"))
                let work = Administration(tx, catalog: catalog, by: .person(eve), at: now)
                _ = try work.removeMember(member.id, of: account, as: "dashboard")
            }
            #expect(try await world.site.database.read { try $0.memberships(of: vic) }.map(\.role) == ["administrator"])
            #expect(try await world.isShutOut(browser, from: vic))
        }
    }

    @Test("Session left open by invitation: who was signed in where she accepts, and who opened the link before, is not in her ID")
    func session() async throws {
        try await PreparedWorld.with { world in
            let (eve, browser) = try await world.preparerAtHome()
            let token = try await world.site.invite(PreparedWorld.victim, by: eve)
            await browser.get(InvitationPath.invitation(token.exposed))
            let shared = Browser(world.site)
            for (name, value) in browser.cookies { shared[name] = value }
            await accept(token, shared)
            let vic = try #require(try await world.person(in: shared))
            #expect(vic != eve && shared[IDSite.sessionCookie] != browser[IDSite.sessionCookie])
            await accept(token, browser)
            #expect(browser.status == 410)
            #expect(try await world.isShutOut(browser, from: vic))
        }
    }

    @Test("Address change left open by invitation: the invited address, asked for by the inviter's ID, is added to neither")
    func change() async throws {
        try await PreparedWorld.with { world in
            let (eve, browser) = try await world.preparerAtHome()
            let left = try await world.ask(for: PreparedWorld.victim, browser)
            let hers = Browser(world.site)
            await accept(try await world.site.invite(PreparedWorld.victim, by: eve), hers)
            let vic = try #require(try await world.person(in: hers))
            for reader in [hers, browser] {
                try await world.press(left, reader)
                #expect(try await world.addresses(of: eve) == [PreparedWorld.preparer])
                #expect(try await world.addresses(of: vic) == [PreparedWorld.victim])
            }
            #expect(try await world.isShutOut(browser, from: vic))
        }
    }

    @Test("A source that does not verify, and an invitation: who waits in an imported login at the invited address gets no place by it")
    func unverified() async throws {
        try await PreparedWorld.with { world in
            let bo = try await world.site.add("bo@northwind.example", name: "Bo")
            try await world.importRow()
            let eve = try await world.preparerIn()
            let key = world.authenticator()
            try await world.add(key, eve)
            let token = try await world.site.invite(PreparedWorld.victim, by: bo)
            let hers = Browser(world.site)
            await hers.get(InvitationPath.invitation(token.exposed))
            #expect(hers.has("Sign in to accept"))
            await accept(token, hers)
            #expect(try await world.person(in: hers) == nil, "the link alone opens no login that is there")
            try await world.recover(hers)
            await hers.get(InvitationPath.invitation(token.exposed))
            await hers.post(InvitationPath.invitation(token.exposed), [])
            let vic = try await world.imported()
            #expect(try await world.site.database.read { try $0.memberships(of: vic) }.map(\.product).contains("dashboard"))
            let by = Browser(world.site)
            try await world.signIn(key, by)
            #expect(try await world.person(in: by) == nil)
            #expect(try await world.isShutOut(eve, from: vic))
        }
    }
}
