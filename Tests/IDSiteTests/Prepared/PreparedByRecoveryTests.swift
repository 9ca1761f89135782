import Audit
import Core
import IDSite
import Identity
import SQL
import TestSupport
import Testing
import Web

/// Somebody begins a recovery at Vic's address, or waits in a login for hers (threat 16). What she has already is tried under threat 21.
@Suite("Prepared by recovery", .onEveryDatabase) struct PreparedByRecoveryTests {
    @Test("Classic merge by recovery: each of two logins at her address has a link of its own, and a new password of one opens one")
    func merge() async throws {
        try await PreparedWorld.with { world in
            let vic = try await world.register(Browser(world.site))
            try await world.importRow()
            let eve = try await world.preparerIn()
            await eve.get(RecoveryPath.forgotPassword)
            await eve.post(RecoveryPath.forgotPassword, [("address", PreparedWorld.victim)])
            let mailed = try await world.links("/set-password")
            #expect(mailed.count == 2)
            var owners: Set<PersonID> = []
            for link in mailed {
                let token = try #require(link.split(separator: "=").last.map(String.init))
                if let owner = try await world.site.site.recovery.holder(token: Secret(token))?.person.id { owners.insert(owner) }
            }
            #expect(try await owners == [vic, world.imported()])
            #expect(try await world.isShutOut(eve, from: vic))
        }
    }

    @Test("Session left open by recovery: who asked for her link, or began a sign-in before it, is in nothing once she used it")
    func session() async throws {
        try await PreparedWorld.with { world in
            try await world.importRow()
            let eve = Browser(world.site)
            await eve.get(SignInPath.address)
            await eve.post(SignInPath.address, [("address", PreparedWorld.victim)])
            await eve.get(RecoveryPath.forgotPassword)
            await eve.post(RecoveryPath.forgotPassword, [("address", PreparedWorld.victim)])
            let hers = Browser(world.site)
            let link = try #require(try await world.link("/set-password"))
            try await world.press(link, hers, [("password", PreparedWorld.new)])
            await hers.signIn(PreparedWorld.victim, PreparedWorld.new)
            let vic = try await world.imported()
            #expect(try await world.person(in: hers) == vic)
            await eve.get(SignInPath.password)
            await eve.post(SignInPath.password, [("password", PreparedWorld.old)])
            #expect(try await world.person(in: eve) == nil)
            try await world.press(link, eve, [("password", PreparedWorld.old)])
            #expect(eve.status == 410)
            #expect(try await world.isShutOut(eve, from: vic))
        }
    }

    @Test("Trojan identifier by recovery: the way back in without a factor, begun in the login before she came, ends with her password")
    func trojan() async throws {
        try await PreparedWorld.with { world in
            let site = world.site
            try await world.importRow(.init(secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"))
            site.clock.advance(by: .days(8))
            let eve = Browser(site)
            await eve.signIn(PreparedWorld.victim, PreparedWorld.old)
            await eve.follow()
            await eve.get("/sign-in/second-factor/recovery")
            await eve.post("/sign-in/second-factor/recovery", [])
            let request = try #require(try await site.database.read { try $0.openRecoveryRequests().first })
            try await world.recover(Browser(site))
            let now = site.clock.now()
            let isApproved = try await site.database.write {
                try $0.decideRecovery(request.id, approved: true, by: .operatorCommand, at: now)
            }
            #expect(!isApproved)
            site.clock.advance(by: .hours(48))
            let due = site.clock.now()
            let recovery = site.site.factorRecovery
            try await site.database.write { try recovery.sendLinks(in: $0, at: due) }
            #expect(try await world.link("/recovery/finish") == nil)
            let vic = try await world.imported()
            #expect(try await site.database.read { try $0.secondFactors(of: vic) }.count == 1)
            #expect(try await world.isShutOut(eve, from: vic))
        }
    }
}
