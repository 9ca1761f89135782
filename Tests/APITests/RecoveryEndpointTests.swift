import API
import Access
import Core
import HTTPTypes
import Identity
import SQL
import TestSupport
import Testing
import Web

@Suite("Agreeing to a member's recovery, at the API") struct RecoveryEndpointTests {
    private func path(_ member: Access.Member, in account: AccountID) -> Path { APIPath.memberRecovery(account, member.id) }

    private func verify(_ world: APIWorld) async throws {
        world.clock.advance(by: .days(8))
        let account = world.account
        try await world.operatorWork { work in
            let domain = try work.addDomain("northwind.example", to: account)
            _ = try work.note(.records([domain.record]), of: domain.name, in: account)
        }
    }

    @Test("An administrator agrees beforehand and takes it back, once the account verified the domain", .onEveryDatabase)
    func agreeing() async throws {
        try await APIWorld.with { world in
            let member = try world.member("associate")
            let path = path(member, in: world.account)
            let early = try await world.send(.post, path, as: "administrator")
            #expect(early.status == 409 && early.code == "domain-not-verified")
            try await verify(world)
            let page = try await world.send(.get, APIPath.member(world.account, member.id), as: "administrator")
            #expect(page.body["recovery"]?["may_agree"]?.bool == true && page.body["recovery"]?["agreed_until"]?.string == nil)
            let agreed = try await world.send(.post, path, as: "administrator")
            #expect(agreed.status == 200 && agreed.body["agreed_until"]?.string != nil)
            let back = try await world.send(.delete, path, as: "administrator")
            #expect(back.status == 200 && back.body["agreed_until"]?.string == nil)
            #expect(try await world.send(.delete, path, as: "administrator").status == 404)
        }
    }

    @Test("Nobody else may, nobody agrees to their own, and another account is none")
    func refused() async throws {
        try await APIWorld.with { world in
            try await verify(world)
            let member = try world.member("associate")
            let path = path(member, in: world.account)
            for role in try APIWorld.roles() where role != "administrator" {
                let answer = try await world.send(.post, path, as: role)
                #expect(answer.status == 403, "\(role)")
                let seen = try await world.send(.get, APIPath.member(world.account, member.id), as: role)
                #expect(seen.status == 403 || seen.body["recovery"] == .null, "\(role)")
            }
            let own = try await world.send(.post, self.path(world.member("administrator"), in: world.account), as: "administrator")
            #expect(own.status == 403 && own.code == "own-role")
            let stranger = try await world.token(of: world.stranger.person)
            #expect(await world.send(.post, path, token: stranger).status == 404)
            #expect(await world.send(.post, self.path(member, in: world.elsewhere), token: stranger).status == 404)
            #expect(try await world.send(.post, self.path(world.stranger, in: world.account), as: "administrator").status == 404)
        }
    }

    @Test("On hold nothing opens; nobody sets it, and an administrator ends it")
    func held() async throws {
        try await APIWorld.with { world in
            let member = try world.member("associate")
            let catalog = world.catalog
            let now = world.clock.now()
            let before = try await world.token(of: member.person, account: world.account)
            let forAny = try await world.token(of: member.person)
            let elsewhere = world.elsewhere
            try await world.database.write { tx in
                _ = try Administration(tx, catalog: catalog, by: .system, at: now).hold(member.person, besides: elsewhere)
            }
            #expect(await world.send(.get, world.path(""), token: before).status == 401, "the token of before is dead at its next use")
            let me = await world.send(.get, "/api/v1/me", token: forAny)
            #expect(me.body["accounts"]?.array?.first?["status"]?.string == "held" && me.body["current"] == .null)
            let target = APIPath.member(world.account, member.id)
            let itAdmin = try await world.send(.patch, target, as: "it-admin", ["status": "active"])
            #expect(itAdmin.status == 403 && itAdmin.code == "on-hold")
            #expect(try await world.send(.patch, target, as: "administrator", ["status": "held"]).status == 422)
            let lifted = try await world.send(.patch, target, as: "administrator", ["status": "active"])
            #expect(lifted.status == 200 && lifted.body["status"]?.string == "active")
        }
    }
}
