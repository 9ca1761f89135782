import Contract
import Core
import HTTPTypes
import JOSE
import ProductKit
import Synchronization
import TestSupport
import Testing
import Web

@Suite("A session at a product", .onEveryDatabase)
struct SessionTests {
    @Test("An access token about to end is refreshed once, however many requests come together")
    func singleFlight() async throws {
        try await ProductInTest.with { product in
            try await product.signIn()
            product.clock.advance(by: .minutes(10))
            let website = product.website
            let cookie = product.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
            let statuses = await withTaskGroup(of: Int.self) { group in
                for _ in 0..<10 {
                    group.addTask { await website.answer(.init(.get, TestPath.overview.text, headers: [.cookie: cookie])).status }
                }
                return await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses == Array(repeating: 200, count: 10))
            #expect(product.id.state.withLock { $0.refreshes } == 1)
        }
    }

    @Test("A token the ID no longer takes is refreshed once; where that does not help the session is over (threat 11)")
    func staleRights() async throws {
        try await ProductInTest.with { product in
            try await product.signIn()
            product.id.state.withLock { $0.refusesAccess = ["Bearer access-0"] }
            #expect(await product.isSignedIn)
            product.id.state.withLock { $0.refusesAccess = ["Bearer access-1", "Bearer access-2"] }
            #expect(await product.get(TestPath.overview).status == 303)
            product.id.state.withLock { $0.refusesAccess = [] }
            #expect(await product.get(TestPath.overview).status == 303, "the session is gone")
        }
    }

    @Test("A refused refresh ends the session")
    func refusedRefresh() async throws {
        try await ProductInTest.with { product in
            try await product.signIn()
            product.id.state.withLock { $0.refusesRefresh = true }
            product.clock.advance(by: .minutes(10))
            #expect(await product.get(TestPath.overview).headers[.location] == "/sign-in?return_to=%2Foverview")
        }
    }

    @Test("A session unused for twelve hours is over")
    func idle() async throws {
        try await ProductInTest.with { product in
            try await product.signIn()
            product.id.answers(("GET", "/events", 200, ["items": [], "next": nil]))
            product.clock.advance(by: .hours(11))
            #expect(await product.isSignedIn)
            product.clock.advance(by: .hours(11))
            #expect(await product.isSignedIn)
            product.clock.advance(by: .hours(13))
            #expect(await !product.isSignedIn)
        }
    }

    @Test("Signing out ends the session here and goes on to the ID, which is told whose it was")
    func signOut() async throws {
        try await ProductInTest.with { product in
            try await product.signIn()
            let answer = try await product.post(CommonPath.signOut)
            let location = answer.headers[.location] ?? ""
            #expect(location.hasPrefix(FakeID.issuer + "/oauth/logout?id_token_hint="))
            #expect(location.contains("post_logout_redirect_uri=http%3A%2F%2Flocalhost%3A8081%2Fsigned-out"))
            #expect(await !product.isSignedIn)
        }
    }

    @Test("A logout token of the ID ends its session here, once; anything else is refused (threats 1 and 6)")
    func backChannel() async throws {
        try await ProductInTest.with { product in
            let id = product.id
            func send(_ token: String) async -> Int {
                await product.website.answer(
                    .init(
                        .post, RelyingPartyPath.backChannelLogout.text, headers: [.contentType: "application/x-www-form-urlencoded"],
                        bytes: Array("logout_token=\(token)".utf8))
                ).status
            }
            let good = id.logoutClaims()
            try await product.signIn()
            #expect(await send(try id.sign(good)) == 400, "an ID token")
            #expect(await send(try id.sign(good.with("nonce", "n"), as: .logoutToken)) == 400, "with a nonce")
            #expect(await send(try id.sign(good.with("events", nil), as: .logoutToken)) == 400, "without the event")
            #expect(await send(try id.sign(good.with("jti", nil), as: .logoutToken)) == 400, "without jti")
            #expect(await send(try id.sign(good.with("aud", "cli_other"), as: .logoutToken)) == 400, "for another client")
            #expect(await send(try id.sign(good.with("sid", nil).with("sub", nil), as: .logoutToken)) == 400, "naming nobody")
            #expect(await send("abc") == 400)
            #expect(await product.isSignedIn)
            let token = try id.sign(good, as: .logoutToken)
            #expect(await send(token) == 200)
            #expect(await !product.isSignedIn)
            #expect(await send(token) == 400, "a second time")
        }
    }

    @Test("Switching the account or the project is held to those the person has")
    func switching() async throws {
        try await ProductInTest.with { product in
            try await product.signIn()
            #expect(try await product.post(ShellPath.account, "account=acc_9").status == 404)
            #expect(try await product.post(ShellPath.account, "account=acc_2&return_to=/overview").headers[.location] == "/overview")
            _ = await product.get(TestPath.overview)
            #expect(product.id.state.withLock { $0.calls.last } == "GET /api/v1/me?account=acc_2&area=overview&include=waiting")
            #expect(try await product.post(ShellPath.project, "project=prj_9").status == 404)
            #expect(try await product.post(ShellPath.project, "project=prj_1&return_to=//evil.example").headers[.location] == "/")
        }
    }
}
