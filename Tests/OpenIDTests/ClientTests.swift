import Audit
import Core
import Crypto
import JOSE
import Language
import OpenID
import SQL
import Schema
import Synchronization
import TestSupport
import Testing

extension OpenIDTests {
    @Suite("Clients") struct ClientTests {
        private func job(_ fixture: Fixture, _ scopes: [String] = ["access.evaluate", "openid"]) async throws -> (Client, String) {
            try await fixture.add(ClientRegistration(name: "Job", grantTypes: [.clientCredentials], scopes: scopes))
        }

        @Test("client_credentials gives a token on the client's own account, for no person", .onEveryDatabase)
        func clientCredentials() async throws {
            try await Fixture.with { fixture in
                let (client, secret) = try await job(fixture)
                let answer = try await fixture.token(["grant_type": "client_credentials"], client: client, secret: secret)
                #expect(answer["refresh_token"] == nil && answer["id_token"] == nil)
                let token = try await fixture.provider.verifier.accept(bearer: answer.text("access_token"), at: fixture.now)
                #expect(token.person == nil)
                #expect(token.subject == client.id.text)
                #expect(token.scopes == ["access.evaluate"], "A person's scopes are not a client's")
                for scope in ["openid", "messages.read", "access.evaluate messages.read"] {
                    let refused = try await refusal {
                        try await fixture.token(["grant_type": "client_credentials", "scope": scope], client: client, secret: secret)
                    }
                    #expect(refused == .invalidScope)
                }
            }
        }

        @Test("A wrong, empty, missing or another client's secret is refused, and an unknown client likewise")
        func wrongSecret() async throws {
            try await Fixture.with { fixture in
                let (client, secret) = try await job(fixture)
                for wrong in ["", secret + "x", String(secret.dropLast()), fixture.secret.exposed] {
                    let refused = try await refusal {
                        try await fixture.token(["grant_type": "client_credentials"], client: client, secret: wrong)
                    }
                    #expect(refused == .invalidClient)
                }
                let unknown = try await refusal {
                    try await fixture.token(["grant_type": "client_credentials", "client_id": ClientID(at: fixture.now).text])
                }
                #expect(unknown == .invalidClient)
            }
        }

        @Test("Basic authentication is read strictly, with form-encoded id and secret")
        func basic() throws {
            let none = Parameters([])
            let read = try ClientCredentials(authorization: "Basic Y2xpXzE6YSUyQmIlM0E=", parameters: none)
            #expect(read.id == "cli_1" && read.secret?.exposed == "a+b:")
            // RFC 6749 section 2.3.1: an empty secret may be left out, and means none. oidc-agent sends it for a public client.
            let withoutSecret = try ClientCredentials(authorization: "Basic Y2xpXzE6", parameters: none)
            #expect(withoutSecret.id == "cli_1" && withoutSecret.secret == nil)
            for header in [
                "Basic", "Basic !!!!", "Bearer Y2xpXzE6YQ==", "Basic Y2xpXzE=", "Basic Y2xpXzE6YSUy", "Basic Y2xpXzE6YSUyQmIlM0E",
                "Basic Y2xpXzElMDA6YQ==", "Basic Y2xpXzE6YSUwMA==",
            ] {
                #expect(throws: OAuthError.self, "\(header)") { try ClientCredentials(authorization: header, parameters: none) }
            }
            let both = Parameters([("client_secret", "x")])
            #expect(throws: OAuthError(.invalidRequest, "Use the Authorization header or client_secret, not both.")) {
                try ClientCredentials(authorization: "Basic Y2xpXzE6YSUyQmIlM0E=", parameters: both)
            }
        }

        @Test("A parameter given twice is refused at the token endpoint")
        func duplicates() async throws {
            try await Fixture.with { fixture in
                let twice = Parameters([("grant_type", "client_credentials"), ("grant_type", "refresh_token")])
                await #expect(throws: OAuthError.self) {
                    try await fixture.provider.token(twice, authorization: nil, at: fixture.now)
                }
            }
        }

        @Test("A grant that the client is not registered for is refused")
        func unauthorized() async throws {
            try await Fixture.with { fixture in
                let refused = try await refusal { try await fixture.token(["grant_type": "client_credentials"]) }
                #expect(refused == .unauthorizedClient)
            }
        }

        @Test("A revoked client and a changed secret count at the next request, cached or not", .onEveryDatabase)
        func revoked() async throws {
            try await Fixture.with { fixture in
                let (client, secret) = try await job(fixture)
                let ask: [String: String?] = ["grant_type": "client_credentials"]
                _ = try await fixture.token(ask, client: client, secret: secret)
                let now = fixture.now
                var changing = client
                changing.secretHash = TokenHash("another", purpose: .clientSecret).bytes
                let changed = changing
                try await fixture.database.write { tx in try tx.update(changed, by: .operatorCommand, at: now) }
                #expect(try await refusal { try await fixture.token(ask, client: client, secret: secret) } == .invalidClient)
                _ = try await fixture.token(ask, client: client, secret: "another")
                try await fixture.database.write { tx in _ = try tx.revokeClient(client.id, by: .operatorCommand, at: now) }
                #expect(try await refusal { try await fixture.token(ask, client: client, secret: "another") } == .invalidClient)
            }
        }

        @Test(
            "An access key's token is for its product, its account and its project, and opens nothing of the ID", .onEveryDatabase)
        func accessKey() async throws {
            try await Fixture.with { fixture in
                let project = ProjectID(at: fixture.now)
                let (key, secret) = try await fixture.add(
                    .accessKey("Server", account: fixture.account, project: project, product: "dashboard"))
                let answer = try await fixture.token(["grant_type": "client_credentials"], client: key, secret: secret)
                let text = try answer.text("access_token")
                #expect(try await !fixture.accepts(text), "Its audience is the product, not the ID")
                let token = try await fixture.provider.verifier.token(
                    text, audience: OpenIDProvider.audience(ofProduct: "dashboard"), at: fixture.now)
                #expect(token.account == fixture.account && token.project == project && token.scopes == ["messages.read"])

                var registration = ClientRegistration.relyingParty("Dashboard", redirectURIs: [Fixture.callback])
                registration.firstParty = true
                registration.product = "dashboard"
                let (dashboard, _) = try await fixture.add(registration)
                func active(by client: Client) async throws -> Bool? {
                    try JSONValue(parsing: await fixture.provider.introspect(token: text, by: client, at: fixture.now))["active"]?.bool
                }
                #expect(try await active(by: dashboard) == true)
                #expect(try await active(by: fixture.client) == false, "Another product's client learns nothing")
                let account = fixture.account
                let now = fixture.now
                let listed = try await fixture.database.read { tx in try tx.accessKeys(of: account).map(\.id) }
                #expect(listed == [key.id])
                try await fixture.database.write { tx in _ = try tx.revokeClient(key.id, by: .operatorCommand, at: now) }
                #expect(try await active(by: dashboard) == false, "A revoked key fails at the product's next request")
                let foreign = AccountID(at: now)
                let found = try await fixture.database.read { tx in
                    (try tx.accessKey(key.id, of: account), try tx.accessKey(key.id, of: foreign), try tx.accessKeys(of: account).count)
                }
                #expect(found.0 == nil && found.1 == nil && found.2 == 0)
            }
        }

        @Test("Our own products' clients are made once and follow the configuration; their secret is stored nowhere")
        func firstParty() async throws {
            try await Fixture.with { fixture in
                func ensure(_ address: String) async throws -> FirstPartyClient {
                    let product = FirstPartyClient.Product(
                        id: "dashboard", name: "Customer Dashboard", address: address, callback: Path("/signed-in"),
                        afterSignOut: [Path("/signed-out")], backchannelLogout: Path("/backchannel-logout"))
                    return try await FirstPartyClient.ensure(
                        product, keyring: fixture.keyring, in: fixture.database, at: fixture.now)
                }
                let first = try await ensure("http://localhost:8081")
                let second = try await ensure("https://dashboard.example")
                #expect(first.id == second.id && first.secret.exposed == second.secret.exposed)
                let client = try #require(await fixture.provider.clients.client(first.id))
                #expect(client.redirectURIs == ["https://dashboard.example/signed-in"])
                #expect(client.accepts(secret: first.secret.exposed, at: fixture.now))
                #expect(client.scopes.contains(Scope.manage))
                try await fixture.database.write { tx in try tx.run("UPDATE clients SET scopes = 'openid' WHERE id = \(first.id)") }
                _ = try await ensure("https://dashboard.example")
                #expect(try await fixture.provider.clients.client(first.id)?.scopes == client.scopes, "those of an older version follow")
            }
        }

        @Test("A client's mistakes are all told at once, each with its field")
        func mistakes() {
            var registration = ClientRegistration(name: "", grantTypes: [.refreshToken], scopes: ["a b"])
            registration.redirectURIs = ["http://app.example/"]
            do throws(Problem) {
                _ = try registration.client(at: Timestamp(seconds: 0))
                Issue.record("registered")
            } catch {
                #expect(error.status == 422)
                #expect(Set(error.fields.map(\.field)) == ["name", "scope", "redirect_uris", "grant_types"])
            }
        }
    }
}
