import Core
import JOSE
import OpenID
import Synchronization
import TestSupport
import Testing

extension OpenIDTests {
    /// A product's word that somebody signed in with it by a login of its own (RFC 7523).
    @Suite("Assertions of a product") struct AssertionTests {
        @Test("One gives an access token with the sign-in that the product proved; no refresh token, and no openid")
        func token() async throws {
            try await Fixture.with { fixture in
                let product = try await AssertingProduct(fixture)
                let answer = try await product.token()
                #expect(answer["refresh_token"] == nil && answer["id_token"] == nil)
                let claims = try answer.claims("access_token")
                #expect(try claims.text("sub") == product.person.text)
                #expect(try claims.text("acr") == "urn:lanyard:2")
                #expect(claims["amr"]?.strings == ["pwd", "otp", "mfa"])
                #expect(claims["auth_time"]?.integer == fixture.now.seconds - 5)
                #expect(claims["sid"] == nil)
                #expect(claims["scope"]?.string?.contains("openid") == false)
                #expect(try await fixture.accepts(answer.text("access_token")))
                #expect(try await product.token(amr: ["pwd"]).claims("access_token").text("acr") == "urn:lanyard:1")
                for scope in ["openid", "offline_access", "access.evaluate"] {
                    #expect(try await refusal { try await product.token(product.assertion(), ["scope": scope]) } == .invalidScope)
                }
            }
        }

        @Test("A new secret of the client leaves the keys by which its product vouches for people, and new keys leave the secret")
        func keysStay() async throws {
            try await Fixture.with { fixture in
                var desk = ClientRegistration(name: "Desk", grantTypes: [.assertion], scopes: [Scope.email])
                desk.product = "dashboard"
                var (client, _) = try await fixture.add(desk)
                client.assertionKeys = "{}"
                let (renewed, _) = client.withNewSecret(oldFor: .hours(1), at: fixture.now)
                #expect(renewed.assertionKeys == "{}" && renewed.secretHash != client.secretHash)
                var order = ClientRegistration(of: client)
                order.keys = "{\"keys\":[]}"
                #expect(order.applied(to: client).secretHash == client.secretHash)
                client.grantTypes = [.clientCredentials]
                #expect(client.withNewSecret(oldFor: .hours(1), at: fixture.now).client.assertionKeys == nil)
            }
        }

        @Test("One that is not exactly this product's, for this server, for now, gives nothing")
        func wrong() async throws {
            try await Fixture.with { fixture in
                let product = try await AssertingProduct(fixture)
                let now = fixture.now.seconds
                let changes: [[String: JSONClaim?]] = [
                    ["iss": .text(fixture.client.id.text)], ["iss": .text(Fixture.issuer)], ["iss": nil], ["sub": nil],
                    ["sub": .text("ada@example.com")], ["sub": .text(PersonID(at: fixture.now).text)],
                    ["aud": .text("https://other.example")], ["aud": .text(Fixture.issuer + "/token")],
                    ["aud": .texts([Fixture.issuer, "https://other.example"])], ["aud": nil], ["exp": .number(now - 1)],
                    ["exp": .number(now + 61)], ["exp": nil], ["iat": nil], ["iat": .number(now + 120)], ["jti": nil], ["jti": .text("")],
                    ["auth_time": nil], ["auth_time": .number(now + 120)],
                    ["auth_time": .number(now - 40 * 86400)], ["auth_time": .number(Int64.min)], ["exp": .number(Int64.min)], ["amr": nil],
                    ["amr": .texts([])], ["amr": .text("pwd")], ["amr": .texts(["foo"])],
                    ["amr": .texts(Array(repeating: "pwd", count: 9))],
                ]
                for change in changes {
                    #expect(try await refusal { try await product.token(product.assertion(change)) } == .invalidGrant, "\(change)")
                }
                let other = try SigningKey.generate(.edDSA)
                #expect(try await refusal { try await product.token(product.assertion(signedBy: other)) } == .invalidGrant)
                #expect(try await refusal { try await product.token("") } == .invalidRequest)
                let plain = try "eyJhbGciOiJub25lIn0." + product.assertion().split(separator: ".")[1] + "."
                #expect(try await refusal { try await product.token(plain) } == .invalidGrant)
            }
        }

        @Test("One counts once, also in two requests at the same moment")
        func once() async throws {
            try await Fixture.with { fixture in
                let product = try await AssertingProduct(fixture)
                let assertion = try product.assertion()
                let given = await withTaskGroup(of: Bool.self) { group in
                    for _ in 0..<8 { group.addTask { (try? await product.token(assertion)) != nil } }
                    return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
                }
                #expect(given == 1)
                #expect(try await refusal { try await product.token(assertion) } == .invalidGrant)
            }
        }

        @Test("The old door is dead once one is inside: neither an assertion nor a token made from one opens anything")
        func moved() async throws {
            try await Fixture.with { fixture in
                let product = try await AssertingProduct(fixture)
                let access = try await product.token().text("access_token")
                let assertion = try product.assertion()
                fixture.directory.state.withLock { _ = $0.classic.remove(product.person) }
                #expect(try await !fixture.accepts(access))
                #expect(try await refusal { try await product.token(assertion) } == .invalidGrant)
            }
        }

        @Test("A client without such a key, or not registered for it, may not; nor does another client's key count")
        func others() async throws {
            try await Fixture.with { fixture in
                let product = try await AssertingProduct(fixture)
                #expect(
                    try await refusal {
                        try await fixture.token(["grant_type": Client.GrantType.assertion.rawValue, "assertion": product.assertion()])
                    } == .unauthorizedClient)
                let second = try await AssertingProduct(fixture)
                #expect(
                    try await refusal {
                        try await second.token(product.assertion(["iss": .text(second.client.id.text)]))
                    } == .invalidGrant)
            }
        }

        @Test("Suspended people and people who left the product get nothing by one")
        func people() async throws {
            try await Fixture.with { fixture in
                let product = try await AssertingProduct(fixture)
                fixture.directory.state.withLock { $0.products[product.person] = [] }
                #expect(try await refusal { try await product.token() } == .invalidGrant)
                fixture.directory.state.withLock {
                    $0.products[product.person] = ["old"]
                    $0.suspended.insert(product.person)
                }
                #expect(try await refusal { try await product.token() } == .invalidGrant)
            }
        }

        @Test("Whoever goes on signing in at the product gets no code for it, and a silent request learns that a page is needed")
        func outside() async throws {
            try await Fixture.with { fixture in
                let product = try await AssertingProduct(fixture)
                fixture.directory.state.withLock { _ = $0.outside.insert(product.person) }
                let asked: [String: String?] = ["client_id": product.client.id.text, "redirect_uri": "https://old.example/callback"]
                #expect(try await fixture.authorize(asked) == .outside(product: "old"))
                let silent = try await fixture.authorize(asked.merging(["prompt": "none"]) { $1 })
                #expect(try fixture.answer(silent)["error"] == "interaction_required")
                #expect(try fixture.answer(await fixture.authorize())["code"] != nil, "other clients are open")
            }
        }
    }
}
