import Audit
import Core
import JOSE
import Language
import OpenID
import SQL
import Synchronization
import TestSupport
import Testing

/// A client that acts for a person with a token that another client got (RFC 8693).
@Suite("Token exchange", .onEveryDatabase)
struct TokenExchangeTests {
    @Test("It is for the same person and account, with what was proved, says who acts, and is no wider and no longer than the first")
    func exchanged() async throws {
        try await Fixture.with { fixture in
            let exchange = try await Exchange(fixture)
            let code = try await fixture.code(["account": fixture.account.text, "scope": "openid profile email offline_access"])
            let first = try await fixture.exchange(code)
            fixture.clock.advance(by: .minutes(4))
            let answer = try await exchange.token(first.text("access_token"))
            #expect(try answer.text("issued_token_type") == "urn:ietf:params:oauth:token-type:access_token")
            #expect(answer["refresh_token"] == nil && answer["id_token"] == nil)
            #expect(answer["expires_in"]?.integer == 360)
            #expect(try answer.text("scope") == "profile email")
            let before = try first.claims("access_token")
            let after = try answer.claims("access_token")
            for name in ["sub", "account", "acr", "amr", "auth_time", "sid", "roles", "exp", "aud", "grant"] {
                #expect(after[name] == before[name] && before[name] != nil, "\(name)")
            }
            #expect(after["client_id"]?.string == exchange.client.id.text && after["act"]?["sub"]?.string == exchange.client.id.text)
            let access = try answer.text("access_token")
            #expect(try await fixture.accepts(access))

            // Once more by another client: the chain of actors grows, and ends.
            let second = try await Exchange(fixture, from: [exchange.client.id])
            let again = try await second.token(access)
            let chain = try again.claims("access_token")["act"]
            #expect(chain?["sub"]?.string == second.client.id.text && chain?["act"]?["sub"]?.string == exchange.client.id.text)

            // No wider than the first client is registered for now.
            var narrow = fixture.client
            narrow.scopes.removeAll { $0 == Scope.email }
            let changed = narrow
            let whole = fixture.client
            let now = fixture.now
            try await fixture.database.write { try $0.update(changed, by: .operatorCommand, at: now) }
            #expect(try await !fixture.accepts(access), "its scope was taken from the client that it came from")
            try await fixture.database.write { try $0.update(whole, by: .operatorCommand, at: now) }
            #expect(try await fixture.accepts(access))

            try await fixture.end(fixture.signedIn.session)
            #expect(try await !fixture.accepts(access), "dead with the session, as the first token is")
            let away = try await fixture.refresh(first.text("refresh_token")).text("access_token")
            let later = try await exchange.token(away).text("access_token")
            #expect(try await fixture.accepts(later), "what goes on while the person is away can be exchanged")
            try await fixture.endGrants(of: fixture.signedIn.person)
            #expect(try await !fixture.accepts(later), "dead with its grant")
        }
    }

    @Test("Nobody else's tokens, no wider scope, no other kind of token, and nothing for whoever is not registered for it")
    func refused() async throws {
        try await Fixture.with { fixture in
            let exchange = try await Exchange(fixture)
            let first = try await fixture.tokens(scope: "openid email")
            let access = try first.text("access_token")
            func code(_ subject: String, _ more: [String: String?] = [:]) async throws -> OAuthError.Code? {
                try await refusal { try await exchange.token(subject, more) }
            }
            #expect(try await code(access) == nil)
            #expect(try await code(access, ["scope": "email profile"]) == .invalidScope, "not in the first token")
            #expect(try await code(access, ["scope": "account.manage"]) == .invalidScope)
            #expect(try await code(access, ["scope": "openid"]) == .invalidScope)
            #expect(try await code(first.text("id_token")) == .invalidRequest)
            #expect(try await code("x") == .invalidRequest)
            #expect(try await code(access + "x") == .invalidRequest)
            #expect(try await code(access, ["subject_token_type": "urn:ietf:params:oauth:token-type:id_token"]) == .invalidRequest)
            #expect(try await code(access, ["requested_token_type": "urn:ietf:params:oauth:token-type:refresh_token"]) == .invalidRequest)
            #expect(try await code(access, ["actor_token": access]) == .invalidRequest)
            #expect(try await code(access, ["audience": "https://other.example"]) == .invalidTarget)
            #expect(try await code(access, ["resource": "https://other.example"]) == .invalidTarget)
            let stranger = try await Exchange(fixture, from: [exchange.client.id])
            #expect(try await refusal { try await stranger.token(access) } == .invalidRequest)
            let own = ClientRegistration(name: "Job", grantTypes: [.clientCredentials], scopes: [Scope.evaluate])
            let (job, secret) = try await fixture.add(own)
            let machine = try await fixture.token(["grant_type": "client_credentials"], client: job, secret: secret).text("access_token")
            let ofMachines = try await Exchange(fixture, from: [job.id])
            #expect(try await refusal { try await ofMachines.token(machine) } == .invalidRequest, "nobody stands behind it")
            _ = fixture.directory.state.withLock { $0.suspended.insert(fixture.signedIn.person) }
            #expect(try await code(access) == .invalidRequest)
        }
    }

    @Test("Only a confidential client of others is registered for it, and with whose tokens")
    func registration() throws {
        func mistakes(_ change: (inout ClientRegistration) -> Void) -> [String] {
            var registration = ClientRegistration(name: "Reports", grantTypes: [.tokenExchange], scopes: [])
            registration.exchangesFrom = [ClientID(at: Timestamp(seconds: 1))]
            change(&registration)
            do throws(Problem) { try registration.check() } catch { return error.fields.map(\.field) }
            return []
        }
        #expect(mistakes { _ in } == [])
        #expect(mistakes { $0.exchangesFrom = [] } == ["exchanges_from"])
        #expect(mistakes { $0.firstParty = true } == ["grant_types"])
        #expect(mistakes { $0.kind = .public } == ["grant_types"])
        #expect(mistakes { $0.grantTypes = [.clientCredentials] } == ["exchanges_from"])
        for uri in ["ftp://x", "https://orders.example#x", "", "https://a b", "urn:lanyard:product:dashboard"] {
            #expect(mistakes { $0.resources = [uri] } == ["resources"], "\(uri)")
        }
        #expect(mistakes { $0.policyURI = "http://plain.example" } == ["policy_uri"])
        #expect(mistakes { $0.logoURI = "https://app.example/mark.svg;script-src" } == ["logo_uri"])
    }
}
