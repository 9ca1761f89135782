import Access
import Core
import IDSite
import Identity
import SQL
import TestSupport
import Testing
import Web

/// Vic registers an address at which somebody prepared what they could (threat 16). Somebody who cannot read her mail leaves no identifier in
/// an ID that is not there yet: a trojan needs another door.
@Suite("Prepared by registration", .onEveryDatabase) struct PreparedByRegistrationTests {
    @Test("Classic merge by registration: where an import brought a login at her address, she is led to it by mail and takes it over whole")
    func merge() async throws {
        try await PreparedWorld.with { world in
            let vic = Browser(world.site)
            await vic.get("/register")
            await vic.post("/register", [("address", PreparedWorld.victim)])
            let before = try #require(try await world.link("/register/finish"))
            try await world.importRow()
            let eve = try await world.preparerIn()
            try await world.press(before, vic, [("name", "Vic"), ("account", "Hers"), ("password", PreparedWorld.new)])
            #expect(vic.status == 410, "no second ID comes beside it, nor does hers become one with it by the address alone")
            await vic.get("/register")
            await vic.post("/register", [("address", PreparedWorld.victim)])
            #expect(try await world.link("/sign-in") != nil)
            try await world.recover(vic)
            let id = try await world.imported()
            #expect(try await world.person(in: vic) == id)
            #expect(try await world.isShutOut(eve, from: id))
        }
    }

    @Test(
        "Session left open by registration: who is signed in, or has begun a sign-in, in the browser where she registers stays a stranger")
    func session() async throws {
        try await PreparedWorld.with { world in
            let (_, eve) = try await world.preparerAtHome()
            await eve.get(SignInPath.address)
            await eve.post(SignInPath.address, [("address", PreparedWorld.victim)])
            let shared = Browser(world.site)
            for (name, value) in eve.cookies { shared[name] = value }
            let vic = try await world.register(shared)
            #expect(shared[IDSite.sessionCookie] != eve[IDSite.sessionCookie])
            await eve.post(SignInPath.password, [("password", TestSite.password)])
            #expect(try await world.person(in: eve) == nil, "the sign-in that was begun at her address knows no password of Eve's")
            await eve.get("/")
            #expect(!eve.has("Hello Vic"))
            #expect(try await world.isShutOut(eve, from: vic))
        }
    }

    @Test("Address change left open by registration: her address, asked for by another ID before she came, is added to neither")
    func change() async throws {
        try await PreparedWorld.with { world in
            let (eve, browser) = try await world.preparerAtHome()
            let left = try await world.ask(for: PreparedWorld.victim, browser)
            let hers = Browser(world.site)
            let vic = try await world.register(hers)
            for reader in [hers, browser] {
                try await world.press(left, reader)
                #expect(try await world.addresses(of: eve) == [PreparedWorld.preparer])
                #expect(try await world.addresses(of: vic) == [PreparedWorld.victim])
            }
            #expect(try await world.isShutOut(browser, from: vic))
        }
    }
}
