import Audit
import Core
import JOSE
import Language
import OpenID
import SQL
import TestSupport
import Testing

/// Tokens for the APIs of others (RFC 8707).
@Suite("Resource indicators", .onEveryDatabase)
struct ResourceTests {
    private static let orders = "https://orders.example"

    /// The API's own client, and one that may use it.
    private func clients(_ fixture: Fixture) async throws -> (api: (Client, String), user: (Client, String)) {
        var api = ClientRegistration(name: "Orders", grantTypes: [.clientCredentials], scopes: [Scope.evaluate])
        api.resources = [Self.orders]
        var user = ClientRegistration.relyingParty("Shop", redirectURIs: [Fixture.callback])
        user.firstParty = true
        user.grantTypes.insert(.clientCredentials)
        user.scopes.append(Scope.evaluate)
        user.usesResources = [Self.orders]
        return (try await fixture.add(api), try await fixture.add(user))
    }

    private func isActive(_ fixture: Fixture, _ token: String, _ client: Client) async throws -> Bool {
        try JSONValue(parsing: await fixture.provider.introspect(token: token, by: client, at: fixture.now))["active"] == .bool(true)
    }

    @Test("A token for a resource names it alone, our own APIs take it for nothing, and the resource's client may ask about it")
    func audience() async throws {
        try await Fixture.with { fixture in
            let (api, shop) = try await clients(fixture)
            let ask: [String: String?] = ["client_id": shop.0.id.text, "resource": Self.orders]
            let code = try await fixture.code(ask)
            let tokens = try await fixture.token(
                [
                    "grant_type": "authorization_code", "code": code, "redirect_uri": Fixture.callback, "code_verifier": Fixture.verifier,
                ], client: shop.0, secret: shop.1)
            let access = try tokens.text("access_token")
            #expect(try tokens.claims("access_token").text("aud") == Self.orders)
            #expect(try await !fixture.accepts(access), "neither userinfo nor the API")
            #expect(try await isActive(fixture, access, api.0))
            #expect(try await isActive(fixture, access, shop.0))
            #expect(try await !isActive(fixture, access, fixture.client))
            let refreshed = try await fixture.token(
                ["grant_type": "refresh_token", "refresh_token": tokens.text("refresh_token")], client: shop.0, secret: shop.1)
            #expect(try refreshed.claims("access_token").text("aud") == Self.orders)
            let own = try await fixture.token(
                ["grant_type": "client_credentials", "scope": Scope.evaluate, "resource": Self.orders], client: shop.0, secret: shop.1)
            #expect(try own.claims("access_token").text("aud") == Self.orders)
            #expect(try await isActive(fixture, own.text("access_token"), api.0))
            // Taken away, nothing new comes of it.
            var changed = shop.0
            changed.usesResources = []
            let now = fixture.now
            try await fixture.database.write { [changed] in try $0.update(changed, by: .operatorCommand, at: now) }
            let gone = try await refusal {
                try await fixture.token(
                    ["grant_type": "refresh_token", "refresh_token": refreshed.text("refresh_token")], client: shop.0, secret: shop.1)
            }
            #expect(gone == .invalidTarget)
        }
    }

    @Test("An API has one client that serves it, and nobody serves this server's own")
    func served() async throws {
        try await Fixture.with { fixture in
            let (_, shop) = try await clients(fixture)
            var second = ClientRegistration(name: "Spy", grantTypes: [.clientCredentials], scopes: [Scope.evaluate])
            second.resources = [Self.orders]
            let taken = await #expect(throws: Problem.self) { try await fixture.add(second) }
            #expect(taken?.fields.first?.field == "resources", "\(String(describing: taken))")
            second.resources = [Fixture.issuer]
            let (spy, _) = try await fixture.add(second)
            let access = try await fixture.tokens(scope: "openid email").text("access_token")
            #expect(try await !isActive(fixture, access, spy), "a token for this server")
            let now = fixture.now
            var changed = shop.0
            changed.resources = [Self.orders]
            let stolen = changed
            await #expect(throws: Problem.self) {
                try await fixture.database.write { try $0.update(stolen, by: .operatorCommand, at: now) }
            }
        }
    }

    @Test("What a token is for does not change at the token endpoint, and a token for another API opens nothing here by exchange")
    func unchanged() async throws {
        try await Fixture.with { fixture in
            let (_, shop) = try await clients(fixture)
            let code = try await fixture.code(["client_id": shop.0.id.text])
            let other = try await refusal {
                try await fixture.token(
                    [
                        "grant_type": "authorization_code", "code": code, "redirect_uri": Fixture.callback,
                        "code_verifier": Fixture.verifier, "resource": Self.orders,
                    ], client: shop.0, secret: shop.1)
            }
            #expect(other == .invalidTarget)
            let named = try await fixture.code(["client_id": shop.0.id.text, "resource": Self.orders])
            let tokens = try await fixture.token(
                [
                    "grant_type": "authorization_code", "code": named, "redirect_uri": Fixture.callback,
                    "code_verifier": Fixture.verifier, "resource": Self.orders,
                ], client: shop.0, secret: shop.1)
            var reports = ClientRegistration(name: "Reports", grantTypes: [.tokenExchange], scopes: [Scope.email])
            reports.exchangesFrom = [shop.0.id]
            let (client, secret) = try await fixture.add(reports)
            let exchanged = try await refusal {
                try await fixture.token(
                    [
                        "grant_type": Client.GrantType.tokenExchange.rawValue, "subject_token": tokens.text("access_token"),
                        "subject_token_type": "urn:ietf:params:oauth:token-type:access_token",
                    ], client: client, secret: secret)
            }
            #expect(exchanged == .invalidTarget)
        }
    }

    @Test("A client asks for what it is registered to use, one at a time")
    func refused() async throws {
        try await Fixture.with { fixture in
            let (_, shop) = try await clients(fixture)
            func error(_ client: Client, _ resources: [String]) async throws -> String {
                let result = try await fixture.check(["client_id": client.id.text], extra: resources.map { ("resource", $0) })
                guard case .failure(.redirect(let address)) = result else { return "none" }
                return address.firstMatch(of: /error=([a-z_]+)/).map { String($0.1) } ?? "none"
            }
            #expect(try await error(shop.0, [Self.orders]) == "none")
            #expect(try await error(shop.0, ["https://other.example"]) == "invalid_target")
            #expect(try await error(shop.0, [Self.orders, Self.orders]) == "invalid_target")
            #expect(try await error(fixture.client, [Self.orders]) == "invalid_target")
            let own = try await refusal {
                try await fixture.token(
                    ["grant_type": "client_credentials", "scope": Scope.evaluate, "resource": "https://other.example"], client: shop.0,
                    secret: shop.1)
            }
            #expect(own == .invalidTarget)
        }
    }
}
