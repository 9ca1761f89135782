import API
import Access
import Audit
import Core
import HTTPTypes
import Identity
import OpenID
import SQL
import TestSupport
import Testing
import Web

/// Tokens that name no account, as those of our own products, at the API of an account that needs two factors.
@Suite("An account that needs two factors, at the API") struct TwoFactorAccountAPITests {
    @Test("A token of one factor opens none of its routes, and /me says why; one of two factors opens all", .onEveryDatabase)
    func closed() async throws {
        try await APIWorld.with { world in
            let administrator = try world.member("administrator").person
            let token = try await world.token(of: administrator)
            let account = world.account
            try await world.operatorWork { try $0.setNeedsTwoFactors(true, of: account) }
            for path in ["", "/members", "/projects", "/roles", "/invitations", "/access-keys"] {
                let answer = await world.send(.get, world.path(path), token: token)
                #expect(answer.status == 403 && answer.code == "two-factors-required", "\(path): \(answer.status)")
            }
            let change = await world.send(.patch, world.path(""), token: token, ["name": "Taken"])
            #expect(change.status == 403 && change.code == "two-factors-required")
            let me = await world.send(.get, "/api/v1/me?account=\(account)", token: token)
            #expect(me.status == 200 && me.body["current"] == .null)
            #expect(me.body["accounts"]?.array?.first?["needs_second_factor"]?.bool == true)

            try await stepUp(world)
            #expect(await world.send(.get, world.path("/members"), token: token).status == 403, "the token says one factor")
            let strong = try await world.token(of: administrator, factors: .twoFactors)
            #expect(await world.send(.get, world.path("/members"), token: strong).status == 200)
            let open = await world.send(.get, "/api/v1/me?account=\(account)", token: strong)
            #expect(open.body["current"]?["id"]?.string == account.text)
            #expect(open.body["accounts"]?.array?.first?["needs_second_factor"] == nil)
            try await world.operatorWork { try $0.setNeedsTwoFactors(false, of: account) }
            #expect(await world.send(.get, world.path("/members"), token: token).status == 200)
        }
    }

    /// The session behind an old token may have been stepped up since; the token stays what it is.
    private func stepUp(_ world: APIWorld) async throws {
        _ = try await world.database.write { try $0.run("UPDATE sessions SET acr = 'urn:lanyard:2'") }
    }

    @Test("A token that names the account is given after two factors alone", .onEveryDatabase)
    func named() async throws {
        try await APIWorld.with { world in
            let administrator = try world.member("administrator").person
            let account = world.account
            let before = try await world.token(of: administrator, account: account)
            try await world.operatorWork { try $0.setNeedsTwoFactors(true, of: account) }
            await #expect(throws: APIWorld.NoToken.self) { try await world.token(of: administrator, account: account) }
            #expect(await world.send(.get, "/api/v1/me", token: before).status == 401)
            let strong = try await world.token(of: administrator, account: account, factors: .twoFactors)
            #expect(await world.send(.get, world.path("/members"), token: strong).status == 200)
        }
    }

    @Test("Only the operator sets it, it is recorded once, and an unknown account is none")
    func setting() async throws {
        try await APIWorld.with { world in
            let account = world.account
            let catalog = world.catalog
            let now = world.clock.now()
            let administrator = try world.member("administrator").person
            await #expect(throws: AccessError.notFound) {
                try await world.database.write { tx in
                    try Administration(tx, catalog: catalog, by: .person(administrator), at: now).setNeedsTwoFactors(true, of: account)
                }
            }
            for _ in 1...2 { try await world.operatorWork { try $0.setNeedsTwoFactors(true, of: account) } }
            await #expect(throws: AccessError.notFound) {
                try await world.operatorWork { try $0.setNeedsTwoFactors(true, of: AccountID(at: now)) }
            }
            let events = try await world.database.read { tx in
                try tx.events(AuditQuery(account: account, subject: account.text, before: nil, limit: 50))
            }
            #expect(events.count { $0.action == "account.factors-changed" } == 1)
        }
    }
}
