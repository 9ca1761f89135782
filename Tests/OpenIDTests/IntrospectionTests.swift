import Core
import JOSE
import OpenID
import Synchronization
import TestSupport
import Testing

extension OpenIDTests {
    /// RFC 7662.
    @Suite("Introspection of refresh tokens") struct IntrospectionTests {
        @Test("Its own client learns whose a refresh token is, what for and until when", .onEveryDatabase)
        func facts() async throws {
            try await Fixture.with { fixture in
                let told = try await fixture.told(of: fixture.tokens().text("refresh_token"), to: fixture.client)
                #expect(told["active"]?.bool == true)
                #expect(told["iss"]?.string == Fixture.issuer)
                #expect(told["sub"]?.string == fixture.signedIn.person.text)
                #expect(told["client_id"]?.string == fixture.client.id.text)
                #expect(told["scope"]?.string == "openid profile email")
                #expect(told["exp"]?.integer == (fixture.now + .days(30)).seconds)
                #expect(told["token_type"] == nil, "it is no token to be shown to an API")
            }
        }

        @Test("Another client learns nothing of it, a product's own neither")
        func foreign() async throws {
            try await Fixture.with { fixture in
                let token = try await fixture.tokens().text("refresh_token")
                var registration = ClientRegistration.relyingParty("Dashboard", redirectURIs: [Fixture.callback])
                registration.firstParty = true
                registration.product = "dashboard"
                for other in [registration, .relyingParty("Other", redirectURIs: [Fixture.callback])] {
                    let (client, _) = try await fixture.add(other)
                    #expect(try await fixture.told(of: token, to: client) == .object(["active": .bool(false)]))
                }
            }
        }

        @Test("It is inactive once it was used, revoked or expired, or its session or person is gone")
        func over() async throws {
            try await Fixture.with { fixture in
                func isActive(_ token: String) async throws -> Bool? {
                    try await fixture.told(of: token, to: fixture.client)["active"]?.bool
                }
                let used = try await fixture.tokens().text("refresh_token")
                let next = try await fixture.refresh(used).text("refresh_token")
                #expect(try await isActive(used) == false)
                #expect(try await isActive(next) == true)
                try await fixture.provider.revoke(token: next, client: fixture.client, at: fixture.now)
                #expect(try await isActive(next) == false)
                let token = try await fixture.tokens().text("refresh_token")
                fixture.directory.state.withLock { $0.suspended = [fixture.signedIn.person] }
                #expect(try await isActive(token) == false)
                fixture.directory.state.withLock {
                    $0.suspended = []
                    $0.ended = [fixture.signedIn.session]
                }
                #expect(try await isActive(token) == false)
                fixture.directory.state.withLock { $0.ended = [] }
                fixture.clock.advance(by: .days(30) - .seconds(1))
                #expect(try await isActive(token) == true)
                fixture.clock.advance(by: .seconds(1))
                #expect(try await isActive(token) == false)
            }
        }
    }
}

extension Fixture {
    func told(of token: String, to client: Client) async throws -> JSONValue {
        try JSONValue(parsing: await provider.introspect(token: token, by: client, at: now))
    }
}
