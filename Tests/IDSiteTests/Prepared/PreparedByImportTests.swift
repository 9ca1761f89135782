import Access
import Audit
import Core
import Directory
import IDSite
import Identity
import OpenID
import SQL
import TestSupport
import Testing
import Transition
import Web

/// The old product that does not verify: somebody made a login at another's address there, and the import brings it (threat 16).
@Suite("Prepared by import", .onEveryDatabase) struct PreparedByImportTests {
    @Test("Classic merge by import: an unverified login at her address comes beside the ID that its owner has, and opens nothing of it")
    func merge() async throws {
        try await PreparedWorld.with { world in
            let vic = try await world.register(Browser(world.site))
            try await world.importRow()
            let eve = try await world.preparerIn()
            let prepared = try await world.imported()
            #expect(prepared != vic)
            let session = try #require(try await world.session(of: eve))
            let now = world.site.clock.now()
            let catalog = world.site.catalog
            try await world.site.database.write { tx in
                #expect(try tx.memberships(of: prepared).map(\.product) == ["mail"])
                let offers = try tx.joinOffers(for: session, at: now)
                #expect(offers.map(\.missing) == [[.password(of: vic)]])
                #expect(throws: JoinRefusal.unproved([.password(of: vic)])) { try tx.join(vic, in: session, catalog: catalog, at: now) }
                #expect(try PeopleDirectory().subject(prepared, in: tx)?.emailVerified == false, "no client takes it for hers")
                #expect(try PeopleDirectory().subject(vic, in: tx)?.emailVerified == true)
            }
            #expect(try await world.isShutOut(eve, from: vic))
        }
    }

    @Test("Session left open by import: sessions, a sign-in at its second step and a trusted browser end when its owner sets a password")
    func session() async throws {
        try await PreparedWorld.with { world in
            try await world.importRow(.init(secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"))
            let open = Browser(world.site)
            await open.signIn(PreparedWorld.victim, PreparedWorld.old)
            await open.follow()
            await open.post(SignInPath.secondFactor, [("code", try world.site.code), ("trust", "yes")])
            let vic = try await world.imported()
            #expect(try await world.person(in: open) == vic)
            let half = Browser(world.site)
            await half.signIn(PreparedWorld.victim, PreparedWorld.old)
            await half.follow()
            world.site.clock.advance(by: .minutes(1))
            try await world.recover(Browser(world.site))
            await half.post(SignInPath.secondFactor, [("code", try world.site.code)])
            #expect(try await world.person(in: half) == nil)
            let trusted = Browser(world.site)
            for (name, value) in open.cookies where name != IDSite.sessionCookie { trusted[name] = value }
            await trusted.signIn(PreparedWorld.victim, PreparedWorld.new)
            #expect(try await world.person(in: trusted) == nil, "not even with her password is that browser trusted")
            #expect(try await world.isShutOut(open, from: vic))
        }
    }

    @Test("Trojan identifier by import: a passkey that was left in the login opens nothing once its owner proved the address")
    func passkey() async throws {
        try await PreparedWorld.with { world in
            try await world.importRow()
            let eve = try await world.preparerIn()
            let key = world.authenticator()
            try await world.add(key, eve)
            let vic = try await world.imported()
            #expect(try await world.site.database.read { try $0.passkeys(of: vic) }.count == 1)
            let hers = Browser(world.site)
            try await world.recover(hers)
            #expect(try await world.person(in: hers) == vic)
            let by = Browser(world.site)
            try await world.signIn(key, by)
            #expect(try await world.person(in: by) == nil)
            #expect(try await world.isShutOut(eve, from: vic))
        }
    }

    @Test("Trojan identifier by import: an address that was left in the login, a week ago too, gets her neither password nor change back")
    func address() async throws {
        try await PreparedWorld.with { world in
            try await world.importRow()
            let eve = try await world.preparerIn()
            try await world.press(try await world.ask(for: PreparedWorld.preparer, eve), eve)
            let vic = try await world.imported()
            #expect(try await Set(world.addresses(of: vic)) == [PreparedWorld.victim, PreparedWorld.preparer])
            world.site.clock.advance(by: .days(8))
            let hers = Browser(world.site)
            try await world.recover(hers)
            #expect(try await world.person(in: hers) == vic)
            #expect(try await world.isShutOut(eve, from: vic))
            #expect(try await world.addresses(of: vic) == [PreparedWorld.victim])
        }
    }

    @Test("Trojan identifier by import: a factor and recovery codes that were left open nothing, and she is let in without them")
    func factor() async throws {
        try await PreparedWorld.with { world in
            try await world.importRow(.init(secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"))
            let vic = try await world.imported()
            let site = world.site
            let now = site.clock.now()
            let codes = try await site.database.write { try $0.makeRecoveryCodes(of: vic, by: .person(vic), site.keyring, at: now) }
            site.clock.advance(by: .days(8))
            let hers = Browser(site)
            try await world.recover(hers)
            for code in [try site.code, codes[0].exposed] {
                let eve = Browser(site)
                await eve.signIn(PreparedWorld.victim, PreparedWorld.old)
                #expect(eve.status == 422, "her password comes first")
                await eve.post(SignInPath.secondFactor, [("code", code)])
                await eve.post("/sign-in/second-factor/recovery-code", [("code", code)])
                #expect(try await world.person(in: eve) == nil)
            }
            await hers.follow()
            await hers.get("/sign-in/second-factor/recovery")
            await hers.post("/sign-in/second-factor/recovery", [])
            let request = try #require(try await site.database.read { try $0.openRecoveryRequests().first })
            let recovery = site.site.factorRecovery
            let asked = site.clock.now()
            let approved = try await site.database.write {
                try $0.decideRecovery(request.id, approved: true, by: .operatorCommand, at: asked)
            }
            #expect(approved)
            site.clock.advance(by: .hours(48))
            let due = site.clock.now()
            try await site.database.write { try recovery.sendLinks(in: $0, at: due) }
            try await world.press(try #require(try await world.link("/recovery/finish")), hers)
            await hers.signIn(PreparedWorld.victim, PreparedWorld.new)
            #expect(try await world.person(in: hers) == vic)
            let left = try await site.database.read { (try $0.secondFactors(of: vic).count, try $0.recoveryCodes(of: vic)?.left) }
            #expect(left == (0, nil))
        }
    }

    @Test("Address change left open by import: its link adds nothing once the owner of the login's address set a password")
    func change() async throws {
        try await PreparedWorld.with { world in
            try await world.importRow()
            let eve = try await world.preparerIn()
            let left = try await world.ask(for: PreparedWorld.preparer, eve)
            let vic = try await world.imported()
            try await world.recover(Browser(world.site))
            try await world.press(left, eve)
            #expect(try await world.addresses(of: vic) == [PreparedWorld.victim])
            #expect(try await world.isShutOut(eve, from: vic))
        }
    }

    @Test("A source that does not verify: its later rows bring neither an address nor a password back into what its owner took over")
    func again() async throws {
        try await PreparedWorld.with { world in
            try await world.importRow()
            let vic = try await world.imported()
            let hers = Browser(world.site)
            try await world.recover(hers)
            let newest = "$2b$04$abcdefghijklmnopqrstuu5Ew/cIRD6MSwHXoi.HXWRQJhWnABdhq"
            try await world.importRow(.init(hash: newest))
            try await world.importRow(.init(email: PreparedWorld.preparer, hash: newest))
            #expect(try await world.addresses(of: vic) == [PreparedWorld.victim])
            let eve = Browser(world.site)
            await eve.signIn(PreparedWorld.victim, "hunter4")
            #expect(try await world.person(in: eve) == nil)
            #expect(try await world.isShutOut(eve, from: vic))
        }
    }
}
