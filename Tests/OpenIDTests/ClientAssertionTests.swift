import Core
import JOSE
import Language
import OpenID
import SQL
import TestSupport
import Testing

/// A client that says who it is by its own key (RFC 7523 section 2.2).
@Suite("private_key_jwt", .onEveryDatabase)
struct ClientAssertionTests {
    struct Signer {
        let fixture: Fixture
        let client: Client
        let key: SigningKey

        init(_ fixture: Fixture, _ algorithm: Algorithm = .es256) async throws {
            self.fixture = fixture
            key = try SigningKey.generate(algorithm)
            var registration = ClientRegistration(name: "Signer", grantTypes: [.clientCredentials], scopes: [Scope.evaluate])
            registration.keys = String(decoding: KeySet([key.verifyingKey]).json, as: UTF8.self)
            let (client, secret) = try await fixture.add(registration)
            #expect(secret.isEmpty && client.secretHash == nil)
            self.client = client
        }

        func assertion(_ changes: [String: JSONClaim?] = [:], by other: SigningKey? = nil) throws -> String {
            let now = fixture.now.seconds
            var claims: [String: JSONClaim] = [
                "iss": .text(client.id.text), "sub": .text(client.id.text), "aud": .text(Fixture.issuer), "iat": .number(now),
                "exp": .number(now + 60), "jti": .text(SystemRandom().token().exposed),
            ]
            for (name, value) in changes { claims[name] = value }
            let members = claims.sorted { $0.key < $1.key }.map { "\"\($0.key)\":\($0.value.json)" }
            return try (other ?? key).sign(Array("{\(members.joined(separator: ","))}".utf8), as: .idToken)
        }

        func ask(_ assertion: String, _ more: [(String, String)] = [], authorization: String? = nil) async throws {
            let pairs =
                [
                    ("grant_type", "client_credentials"), ("client_assertion", assertion),
                    ("client_assertion_type", ClientCredentials.assertionType),
                ] + more
            _ = try await fixture.provider.token(
                Parameters(pairs.map { (name: $0.0, value: $0.1) }), authorization: authorization, at: fixture.now)
        }

        func code(_ assertion: String, _ more: [(String, String)] = [], authorization: String? = nil) async -> OAuthError.Code? {
            do {
                try await ask(assertion, more, authorization: authorization)
                return nil
            } catch { return (error as? OAuthError)?.code ?? .serverError }
        }
    }

    @Test("A token comes of an assertion signed by its key, once", arguments: [Algorithm.es256, .rs256, .edDSA])
    func once(_ algorithm: Algorithm) async throws {
        try await Fixture.with { fixture in
            let signer = try await Signer(fixture, algorithm)
            let assertion = try signer.assertion()
            try await signer.ask(assertion)
            #expect(await signer.code(assertion) == .invalidClient, "used")
            try await signer.ask(signer.assertion(), [("client_id", signer.client.id.text)])
            // RFC 7523 section 3 lets an assertion do without.
            try await signer.ask(signer.assertion(["iat": nil]))
        }
    }

    @Test("Anything but an assertion of this client, for this server alone and in time, opens nothing")
    func refused() async throws {
        try await Fixture.with { fixture in
            let signer = try await Signer(fixture)
            let now = fixture.now.seconds
            let wrong: [[String: JSONClaim?]] = [
                ["aud": .text(Fixture.issuer + "/oauth/token")], ["aud": .texts([Fixture.issuer, "https://other.example"])], ["aud": nil],
                ["iss": .text("someone")], ["sub": .text(fixture.client.id.text)], ["sub": nil], ["exp": .number(now - 1)],
                ["exp": .number(now + 7200)], ["exp": nil], ["jti": nil], ["jti": .text("")], ["iat": .number(now + 600)],
                ["jti": .text(String(repeating: "x", count: 257))],
            ]
            for changes in wrong { #expect(await signer.code(try signer.assertion(changes)) == .invalidClient, "\(changes)") }
            #expect(await signer.code(try signer.assertion(by: .generate(.es256))) == .invalidClient)
            for text in ["", ".", "a.b.c", String(repeating: "a", count: 20000)] where !text.isEmpty {
                #expect(await signer.code(text) == .invalidClient, "\(text.prefix(10))")
            }
            #expect(await signer.code(try signer.assertion(), [("client_id", fixture.client.id.text)]) == .invalidClient)
        }
    }

    @Test("It is one way alone: not beside a secret, and not for a client that has one")
    func oneWay() async throws {
        try await Fixture.with { fixture in
            let signer = try await Signer(fixture)
            #expect(await signer.code(try signer.assertion(), [("client_secret", "x")]) == .invalidRequest)
            #expect(await signer.code(try signer.assertion(), authorization: "Basic YTpi") == .invalidRequest)
            let secret = [("grant_type", "client_credentials"), ("client_id", signer.client.id.text), ("client_secret", "")]
            await #expect(throws: OAuthError.self) {
                try await fixture.provider.token(Parameters(secret.map { (name: $0.0, value: $0.1) }), authorization: nil, at: fixture.now)
            }
            // A product's client signs assertions about people by its keys, and says who it is by its secret.
            let product = try await AssertingProduct(fixture)
            let assertion = try product.assertion(["sub": .text(product.client.id.text), "exp": .number(fixture.now.seconds + 30)])
            #expect(await signer.code(assertion) == .invalidClient)
        }
    }

    @Test("Keys are registered as public ones that can be checked, and nothing private is taken")
    func registration() throws {
        let key = String(decoding: KeySet([try SigningKey.generate(.es256).verifyingKey]).json, as: UTF8.self)
        func mistakes(_ keys: String, kind: Client.Kind = .confidential) -> [String] {
            var registration = ClientRegistration(name: "Signer", grantTypes: [.clientCredentials], scopes: [])
            registration.keys = keys
            registration.kind = kind
            do throws(Problem) { try registration.check() } catch { return error.fields.map(\.field) }
            return []
        }
        #expect(mistakes(key) == [])
        #expect(mistakes(key, kind: .public).contains("jwks"))
        for wrong in [
            "", "{}", "[]", "{\"keys\":[]}", key.replacing("\"kty\"", with: "\"d\":\"AAAA\",\"kty\""),
            "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}]}",
        ] {
            #expect(mistakes(wrong) == ["jwks"], "\(wrong)")
        }
    }
}
