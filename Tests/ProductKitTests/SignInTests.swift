import Contract
import Core
import HTTPTypes
import JOSE
import ProductKit
import SQL
import Synchronization
import TestSupport
import Testing
import Web

@Suite("Signing in to a product", .onEveryDatabase)
struct SignInTests {
    @Test("A signed-out person is led to the sign-in and comes back to where they were going")
    func wholeWay() async throws {
        try await ProductInTest.with { product in
            let first = await product.get(TestPath.overview.query([("from", "1")]))
            #expect(first.status == 303 && first.headers[.location] == "/sign-in?return_to=%2Foverview%3Ffrom%3D1")
            let asked = try await product.begin("/overview?from=1")
            #expect(asked["response_type"] == "code" && asked["code_challenge_method"] == "S256" && asked["client_id"] == FakeID.client)
            #expect(asked["redirect_uri"] == "http://localhost:8081/oidc/callback")
            #expect(asked["code_challenge"]?.utf8.count == 43 && asked["nonce"]?.utf8.count == 43 && asked["state"]?.utf8.count == 43)
            let token = try product.id.sign(product.id.claims(nonce: asked["nonce"]))
            product.id.state.withLock { $0.idToken = token }
            let back = try await product.finish(asked)
            #expect(back.status == 303 && back.headers[.location] == "/overview?from=1")
            #expect(await product.get(TestPath.overview).text.contains("Hello Ada Lovelace"))
            let form = try #require(product.id.state.withLock { $0.tokenForms.first })
            #expect(form.contains("code_verifier=") && form.contains("grant_type=authorization_code"))
        }
    }

    @Test(
        "A sign-in leads only to pages of this server",
        arguments: ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x"])
    func openRedirect(_ target: String) async throws {
        try await ProductInTest.with { product in
            let location = try await product.signIn(target).headers[.location]
            #expect(location == "/")
        }
    }

    @Test("One network has a bounded number of sign-ins under way: the oldest makes room, and those past their time go (threat 12)")
    func underWay() async throws {
        try await ProductInTest.with { product in
            let first = try await product.begin()
            for _ in 0..<1010 {
                product.clock.advance(by: .milliseconds(1))
                _ = try await product.begin()
            }
            let last = try await product.begin()
            let rows = try await product.database.read { try $0.rows("SELECT state_hash FROM product_sign_ins").count }
            #expect(rows == 1000)
            #expect(try await product.finish(first).status == 400)
            let token = try product.id.sign(product.id.claims(nonce: last["nonce"]))
            product.id.state.withLock { $0.idToken = token }
            #expect(try await product.finish(last).status == 303)
            product.clock.advance(by: .hours(13))
            _ = try await product.begin()
            #expect(try await product.database.read { try $0.rows("SELECT state_hash FROM product_sign_ins").count } == 1)
        }
    }

    @Test("An ID token that is not right in every way signs nobody in (threat 1)")
    func tokenValidation() async throws {
        try await ProductInTest.with { product in
            let id = product.id
            let stranger = try SigningKey.generate(.es256)
            let tries: [(String, (String) throws -> String)] = [
                ("another issuer", { try id.sign(id.claims(nonce: $0).with("iss", "https://evil.example")) }),
                ("another audience", { try id.sign(id.claims(nonce: $0).with("aud", "cli_other")) }),
                (
                    "several audiences without azp",
                    { try id.sign(id.claims(nonce: $0).with("aud", [.string(FakeID.client), "cli_other"])) }
                ),
                ("another azp", { try id.sign(id.claims(nonce: $0).with("azp", "cli_other")) }),
                ("no exp", { try id.sign(id.claims(nonce: $0).with("exp", nil)) }),
                ("expired", { try id.sign(id.claims(nonce: $0).with("exp", .integer(product.clock.now().seconds - 1))) }),
                ("no iat", { try id.sign(id.claims(nonce: $0).with("iat", nil)) }),
                ("no sub", { try id.sign(id.claims(nonce: $0).with("sub", nil)) }),
                ("no nonce", { _ in try id.sign(id.claims()) }), ("another nonce", { _ in try id.sign(id.claims(nonce: "another")) }),
                ("an access token", { try id.sign(id.claims(nonce: $0), as: .accessToken) }),
                ("a logout token", { try id.sign(id.claims(nonce: $0), as: .logoutToken) }),
                ("another key", { try id.sign(id.claims(nonce: $0), by: stranger) }),
                ("no signature", { Self.unsigned(id.claims(nonce: $0), header: "{\"alg\":\"none\",\"typ\":\"JWT\"}") }),
                (
                    "a key named by the token",
                    { Self.unsigned(id.claims(nonce: $0), header: "{\"alg\":\"HS256\",\"typ\":\"JWT\",\"kid\":\"\(id.key.kid)\"}") }
                ), ("not a token", { _ in "abc" }), ("nothing", { _ in "" }),
            ]
            for (name, make) in tries {
                let asked = try await product.begin()
                let token = try make(asked["nonce"] ?? "")
                id.state.withLock { $0.idToken = token }
                let answer = try await product.finish(asked)
                #expect(answer.status == 400, "\(name)")
                #expect(product.cookies["lanyard_test_product"] == nil, "\(name)")
            }
            #expect(try await product.signIn().status == 303)
        }
    }

    private static func unsigned(_ claims: [(String, JSON)], header: String) -> String {
        Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(JSON.object(claims).bytes) + "."
            + Base64URL.encode([UInt8](repeating: 0, count: 32))
    }

    @Test("A callback serves once, in the browser that began, within ten minutes, from this ID")
    func state() async throws {
        try await ProductInTest.with { product in
            let id = product.id
            func prepared() async throws -> Values {
                let asked = try await product.begin()
                let token = try id.sign(id.claims(nonce: asked["nonce"]))
                id.state.withLock { $0.idToken = token }
                return asked
            }
            var asked = try await prepared()
            let browser = product.cookies
            product.cookies = [:]
            #expect(try await product.finish(asked).status == 400, "without the browser's cookie")
            product.cookies = ["lanyard_test_product_browser": String(repeating: "A", count: 43)]
            #expect(try await product.finish(asked).status == 400, "in another browser")
            product.cookies = browser
            #expect(try await product.finish(asked).status == 303, "in the browser that began")
            #expect(try await product.finish(asked).status == 400, "a second time")

            asked = try await prepared()
            #expect(try await product.finish(asked, issuer: "https://evil.example").status == 400, "from another ID")
            asked = try await prepared()
            product.clock.advance(by: .minutes(11))
            #expect(try await product.finish(asked).status == 400, "too late")
            #expect(await product.get(RelyingPartyPath.callback).status == 400)
            #expect(await product.get(RelyingPartyPath.callback.query([("state", "a"), ("state", "b"), ("code", "c")])).status == 400)
            let denied = try await product.begin()
            let answer = await product.get(
                RelyingPartyPath.callback.query([("error", "access_denied"), ("state", denied["state"]), ("iss", FakeID.issuer)]))
            #expect(answer.status == 400 && answer.text.contains("You are not signed in"))
        }
    }

    @Test("A sign-in gives a new session token, and ends the session the browser had")
    func fixation() async throws {
        try await ProductInTest.with { product in
            product.cookies["lanyard_test_product"] = String(repeating: "B", count: 43)
            try await product.signIn()
            let first = try #require(product.cookies["lanyard_test_product"])
            #expect(first != String(repeating: "B", count: 43))
            try await product.signIn()
            let second = try #require(product.cookies["lanyard_test_product"])
            product.cookies["lanyard_test_product"] = first
            #expect(await !product.isSignedIn)
            product.cookies["lanyard_test_product"] = second
            #expect(await product.isSignedIn)
        }
    }

    @Test("Tokens rest sealed, and the session's own token as a hash")
    func atRest() async throws {
        try await ProductInTest.with { product in
            try await product.signIn()
            let sealed: [UInt8] = try await product.database.read { tx in
                try tx.first("SELECT sealed_tokens FROM product_sessions")?["sealed_tokens"] ?? []
            }
            #expect(!sealed.isEmpty && !String(decoding: sealed, as: UTF8.self).contains("access-0"))
        }
    }

    @Test("When the ID cannot be reached the page says so, with 503 and when to try again")
    func unreachable() async throws {
        try await ProductInTest.with { product in
            try await product.signIn()
            product.id.state.withLock { $0.isDown = true }
            let answer = await product.get(TestPath.overview)
            #expect(answer.status == 503 && answer.headers[.retryAfter] == "5")
            product.id.state.withLock { $0.isDown = false }
            #expect(await product.isSignedIn)
        }
    }
}
