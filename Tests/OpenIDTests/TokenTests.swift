import Audit
import Core
import Crypto
import JOSE
import OpenID
import SQL
import Schema
import Synchronization
import TestSupport
import Testing

extension OpenIDTests {
    @Suite("Tokens") struct TokenTests {
        @Test("An ID token says what OpenID Connect asks for, signed with RS256", .onEveryDatabase)
        func idToken() async throws {
            try await Fixture.with { fixture in
                let token = try await fixture.tokens().text("id_token")
                let keys = try await fixture.provider.keys.keySet(at: fixture.now)
                #expect(try SignedToken(token).algorithm == .rs256)
                let claims = try TokenCheck(.idToken, issuer: Fixture.issuer, audience: fixture.client.id.text)
                    .claims(of: token, keys: keys, at: fixture.now)
                #expect(claims.text("sub") == fixture.signedIn.person.text)
                #expect(claims.text("nonce") == "n0nce")
                #expect(claims.text("sid") == fixture.signedIn.session.text)
                #expect(claims.text("acr") == "urn:lanyard:2")
                #expect(claims.texts("amr") == ["pwd", "otp", "mfa"])
                #expect(claims.time("auth_time") == fixture.signedIn.at)
                #expect(claims["account"] == nil && claims["roles"] == nil)
            }
        }

        @Test("Without a nonce in the request there is none in the ID token")
        func withoutNonce() async throws {
            try await Fixture.with { fixture in
                let claims = try await fixture.exchange(fixture.code(["nonce": nil])).claims("id_token")
                #expect(claims["sub"]?.string == fixture.signedIn.person.text)
                #expect(claims["nonce"] == nil)
            }
        }

        @Test("In whatever order scopes stand, they give the same")
        func scopeOrder() async throws {
            try await Fixture.with { fixture in
                let answer = try await fixture.tokens(scope: "email profile openid")
                #expect(answer["id_token"] != nil)
                let token = try answer.text("access_token")
                let info = try JSONValue(parsing: await fixture.provider.userInfo(authorization: "Bearer " + token, at: fixture.now))
                #expect(info["name"] != nil && info["email"] != nil)
            }
        }

        @Test("A refreshed ID token is of the same person, client and sign-in, with its own time and without the nonce")
        func refreshedIDToken() async throws {
            try await Fixture.with { fixture in
                let answer = try await fixture.tokens(scope: "openid offline_access")
                fixture.clock.advance(by: .seconds(1))
                let next = try await fixture.refresh(answer.text("refresh_token"))
                let first = try answer.claims("id_token")
                let second = try next.claims("id_token")
                for name in ["iss", "sub", "aud", "auth_time"] { #expect(first[name] != nil && second[name] == first[name], "\(name)") }
                #expect(first["nonce"] != nil && second["nonce"] == nil)
                let issued = try #require(first["iat"]?.integer)
                #expect(second["iat"]?.integer == issued + 1)
                #expect(next["access_token"] != answer["access_token"])
            }
        }

        @Test("A client registered for ES256 or EdDSA gets its ID tokens so", arguments: [Algorithm.es256, .edDSA])
        func otherAlgorithms(algorithm: Algorithm) async throws {
            try await Fixture.with { fixture in
                var registration = ClientRegistration.relyingParty("Modern", redirectURIs: [Fixture.callback])
                registration.idTokenAlgorithm = algorithm
                registration.firstParty = true
                let (client, secret) = try await fixture.add(registration)
                let code = try await fixture.code(["client_id": client.id.text])
                let answer = try await fixture.token(
                    [
                        "grant_type": "authorization_code", "code": code, "redirect_uri": Fixture.callback,
                        "code_verifier": Fixture.verifier,
                    ],
                    client: client, secret: secret)
                #expect(try SignedToken(answer.text("id_token")).algorithm == algorithm)
            }
        }

        @Test("An access token is RFC 9068: at+jwt, ES256, ten minutes, and not a second longer")
        func accessToken() async throws {
            try await Fixture.with { fixture in
                let answer = try await fixture.tokens()
                let token = try answer.text("access_token")
                #expect(answer["expires_in"]?.integer == 600)
                #expect(answer["token_type"]?.string == "Bearer")
                #expect(try SignedToken(token).type == "at+jwt")
                #expect(try SignedToken(token).algorithm == .es256)
                let read = try await fixture.provider.verifier.accept(authorization: "Bearer " + token, scope: "email", at: fixture.now)
                #expect(read.person == fixture.signedIn.person)
                #expect(read.client == fixture.client.id)
                #expect(read.session == fixture.signedIn.session)
                #expect(read.scopes == ["openid", "profile", "email"])
                fixture.clock.advance(by: .seconds(599))
                #expect(try await fixture.accepts(token))
                fixture.clock.advance(by: .seconds(1))
                #expect(try await !fixture.accepts(token))
            }
        }

        @Test("At our own APIs a token fails at the next request after its session, person, grant or client ended")
        func live() async throws {
            try await Fixture.with { fixture in
                let token = try await fixture.tokens().text("access_token")
                fixture.directory.state.withLock { $0.suspended = [fixture.signedIn.person] }
                #expect(try await !fixture.accepts(token))
                fixture.directory.state.withLock {
                    $0.suspended = []
                    $0.ended = [fixture.signedIn.session]
                }
                #expect(try await !fixture.accepts(token))
                fixture.directory.state.withLock { $0.ended = [] }
                #expect(try await fixture.accepts(token))
                let id = fixture.client.id
                let now = fixture.now
                for (time, isAccepted) in [(now as Timestamp?, false), (nil, true)] {
                    try await fixture.database.write { tx in try tx.run("UPDATE openid_grants SET revoked_at = \(time)") }
                    #expect(try await fixture.accepts(token) == isAccepted)
                }
                try await fixture.database.write { tx in _ = try tx.revokeClient(id, by: .operatorCommand, at: now) }
                #expect(try await !fixture.accepts(token))
                guard case .failure(.page(.unknownClient)) = try await fixture.check() else {
                    Issue.record("a revoked client may still ask")
                    return
                }
            }
        }

        @Test("A scope that the token lacks is refused as such")
        func scope() async throws {
            try await Fixture.with { fixture in
                let token = try await fixture.tokens(scope: "openid").text("access_token")
                await #expect(throws: BearerRefusal.scope("email")) {
                    try await fixture.provider.verifier.accept(bearer: token, scope: "email", at: fixture.now)
                }
                await #expect(throws: BearerRefusal.missing) {
                    try await fixture.provider.verifier.accept(authorization: "Basic " + token, at: fixture.now)
                }
            }
        }

        @Test("userinfo tells what the scopes allow, and nothing without openid")
        func userInfo() async throws {
            try await Fixture.with { fixture in
                func info(_ scope: String) async throws -> JSONValue {
                    let token = try await fixture.tokens(scope: scope).text("access_token")
                    return try JSONValue(parsing: await fixture.provider.userInfo(authorization: "Bearer " + token, at: fixture.now))
                }
                let all = try await info("openid profile email")
                #expect(all["sub"]?.string == fixture.signedIn.person.text)
                #expect(all["name"]?.string == "Ada Lovelace")
                #expect(all["email_verified"]?.bool == true)
                #expect(try await info("openid") == .object(["sub": .string(fixture.signedIn.person.text)]))
                await #expect(throws: BearerRefusal.scope("openid")) { try await info("profile") }
            }
        }

        @Test("A client revokes its refresh token or access token, and the whole grant ends; nobody revokes another's")
        func revocation() async throws {
            try await Fixture.with { fixture in
                for kind in ["refresh_token", "access_token"] {
                    let answer = try await fixture.tokens()
                    let (thief, _) = try await fixture.add(.relyingParty("Thief", redirectURIs: [Fixture.callback]))
                    try await fixture.provider.revoke(token: answer.text(kind), client: thief, at: fixture.now)
                    #expect(try await fixture.accepts(answer["access_token"]?.string))
                    try await fixture.provider.revoke(token: answer.text(kind), client: fixture.client, at: fixture.now)
                    #expect(try await !fixture.accepts(answer["access_token"]?.string))
                    #expect(try await refusal { try await fixture.refresh(answer.text("refresh_token")) } == .invalidGrant)
                }
                try await fixture.provider.revoke(token: "nonsense", client: fixture.client, at: fixture.now)
            }
        }

        @Test("A token of another issuer's key, or of our key for another issuer, is refused")
        func foreignIssuer() async throws {
            try await Fixture.with { fixture in
                let foreign = OpenIDProvider(
                    issuer: "https://evil.example", database: fixture.database, directory: fixture.directory, keyring: fixture.keyring)
                let token = try await fixture.tokens().text("access_token")
                await #expect(throws: BearerRefusal.invalid) { try await foreign.verifier.accept(bearer: token, at: fixture.now) }
            }
        }

        @Test(
            "A scope taken from a client counts at the next request: for tokens given before, for refreshes and for introspection",
            .onEveryDatabase)
        func narrowedScopes() async throws {
            try await Fixture.with { fixture in
                let answer = try await fixture.tokens(scope: "openid profile email offline_access")
                let access = try answer.text("access_token")
                let refresh = try answer.text("refresh_token")
                #expect(try await fixture.provider.verifier.accept(bearer: access, at: fixture.now).has("email"))
                _ = try await fixture.database.write { tx in
                    try tx.run("UPDATE clients SET scopes = 'openid profile' WHERE id = \(fixture.client.id)")
                }
                let token = try await fixture.provider.verifier.accept(bearer: access, at: fixture.now)
                #expect(token.scopes == ["openid", "profile"])
                await #expect(throws: BearerRefusal.scope("email")) {
                    try await fixture.provider.verifier.accept(bearer: access, scope: "email", at: fixture.now)
                }
                let present = try #require(try await fixture.provider.clients.client(fixture.client.id))
                for text in [access, refresh] {
                    let facts = try JSONValue(parsing: await fixture.provider.introspect(token: text, by: present, at: fixture.now))
                    #expect(try facts.text("scope") == "openid profile")
                }
                #expect(try await refusal { try await fixture.refresh(refresh, ["scope": "email"]) } == .invalidScope)
                let refreshed = try await fixture.refresh(refresh)
                #expect(try refreshed.text("scope") == "openid profile")
                #expect(try refreshed.claims("access_token").text("scope") == "openid profile")
                // Without offline_access the grant ends with its session, though it was given with it.
                let last = try refreshed.text("refresh_token")
                try await fixture.end(fixture.signedIn.session)
                #expect(try await refusal { try await fixture.refresh(last) } == .invalidGrant)
                let over = try JSONValue(parsing: await fixture.provider.introspect(token: last, by: present, at: fixture.now))
                #expect(over["active"] == .bool(false))
            }
        }
    }
}
