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
    /// Threat 6.
    @Suite("Replay and mixed kinds of token") struct ReplayTests {
        @Test("A code works once; the second time ends all it gave", .onEveryDatabase)
        func codeTwice() async throws {
            try await Fixture.with { fixture in
                let code = try await fixture.code()
                let answer = try await fixture.exchange(code)
                #expect(try await fixture.accepts(answer["access_token"]?.string))
                #expect(try await refusal { try await fixture.exchange(code) } == .invalidGrant)
                #expect(try await !fixture.accepts(answer["access_token"]?.string), "Its access token fails at our own APIs")
                let token = try answer.text("refresh_token")
                #expect(try await refusal { try await fixture.refresh(token) } == .invalidGrant)
            }
        }

        @Test("Half a minute later, too, the second use of a code ends what the first gave")
        func codeTwiceLater() async throws {
            try await Fixture.with { fixture in
                let code = try await fixture.code()
                let answer = try await fixture.exchange(code)
                fixture.clock.advance(by: .seconds(30))
                #expect(try await fixture.accepts(answer["access_token"]?.string))
                #expect(try await refusal { try await fixture.exchange(code) } == .invalidGrant)
                #expect(try await !fixture.accepts(answer["access_token"]?.string))
            }
        }

        @Test("Of twenty parallel exchanges of a code one at most succeeds", .onEveryDatabase)
        func codeInParallel() async throws {
            try await Fixture.with { fixture in
                let code = try await fixture.code()
                let won = await withTaskGroup(of: Bool.self) { group in
                    for _ in 0..<20 { group.addTask { (try? await fixture.exchange(code)) != nil } }
                    return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
                }
                #expect(won == 1)
            }
        }

        @Test("A code is over after 60 seconds")
        func codeExpires() async throws {
            try await Fixture.with { fixture in
                let first = try await fixture.code()
                let second = try await fixture.code()
                fixture.clock.advance(by: .seconds(59))
                #expect(try await fixture.exchange(first)["access_token"] != nil)
                fixture.clock.advance(by: .seconds(1))
                #expect(try await refusal { try await fixture.exchange(second) } == .invalidGrant)
            }
        }

        @Test("A code of another client, or with another redirect URI, gives nothing")
        func foreignCode() async throws {
            try await Fixture.with { fixture in
                let code = try await fixture.code()
                var registration = ClientRegistration.relyingParty("Thief", redirectURIs: [Fixture.callback])
                registration.firstParty = true
                let (thief, secret) = try await fixture.add(registration)
                let stolen = try await refusal {
                    try await fixture.token(
                        [
                            "grant_type": "authorization_code", "code": code, "redirect_uri": Fixture.callback,
                            "code_verifier": Fixture.verifier,
                        ], client: thief, secret: secret)
                }
                #expect(stolen == .invalidGrant)
                for uri in ["https://app.example/other?x=1", nil] as [String?] {
                    #expect(try await refusal { try await fixture.exchange(code, ["redirect_uri": uri]) } == .invalidGrant)
                }
                #expect(try await fixture.exchange(code)["access_token"] != nil, "The thief has ended nothing")
            }
        }

        @Test("A code gives nothing once the session it came from has ended, or its person is suspended")
        func staleCode() async throws {
            try await Fixture.with { fixture in
                let first = try await fixture.code()
                let second = try await fixture.code()
                fixture.directory.state.withLock { _ = $0.ended.insert(fixture.signedIn.session) }
                #expect(try await refusal { try await fixture.exchange(first) } == .invalidGrant)
                fixture.directory.state.withLock {
                    $0.ended = []
                    $0.suspended = [fixture.signedIn.person]
                }
                #expect(try await refusal { try await fixture.exchange(second) } == .invalidGrant)
            }
        }

        @Test("A refresh token is used once; when it comes back later the whole family ends", .onEveryDatabase)
        func refreshReuse() async throws {
            try await Fixture.with { fixture in
                let first = try await fixture.tokens().text("refresh_token")
                let answer = try await fixture.refresh(first)
                let second = try answer.text("refresh_token")
                #expect(second != first)
                fixture.clock.advance(by: .seconds(11))
                #expect(try await refusal { try await fixture.refresh(first) } == .invalidGrant)
                #expect(try await refusal { try await fixture.refresh(second) } == .invalidGrant)
                #expect(try await !fixture.accepts(answer["access_token"]?.string))
            }
        }

        @Test(
            "Within ten seconds the same client gets the same successor again: a lost answer is no logout", .onEveryDatabase)
        func refreshRepeated() async throws {
            try await Fixture.with { fixture in
                let first = try await fixture.tokens().text("refresh_token")
                let second = try await fixture.refresh(first).text("refresh_token")
                fixture.clock.advance(by: .seconds(10))
                #expect(try await fixture.refresh(first).text("refresh_token") == second)
                let third = try await fixture.refresh(second).text("refresh_token")
                #expect(
                    try await refusal { try await fixture.refresh(first) } == .invalidGrant,
                    "Its successor has been used: somebody else has it")
                #expect(try await refusal { try await fixture.refresh(third) } == .invalidGrant)
            }
        }

        @Test("Twenty parallel refreshes of one token all get the same successor, and the family lives", .onEveryDatabase)
        func refreshInParallel() async throws {
            try await Fixture.with { fixture in
                let first = try await fixture.tokens().text("refresh_token")
                let successors = try await withThrowingTaskGroup(of: String.self) { group in
                    for _ in 0..<20 { group.addTask { try await fixture.refresh(first).text("refresh_token") } }
                    return try await group.reduce(into: Set<String>()) { $0.insert($1) }
                }
                #expect(successors.count == 1)
                #expect(try await fixture.refresh(#require(successors.first))["access_token"] != nil)
            }
        }

        @Test("A refresh token of another client gives nothing and ends nothing")
        func foreignRefresh() async throws {
            try await Fixture.with { fixture in
                let token = try await fixture.tokens().text("refresh_token")
                let (thief, secret) = try await fixture.add(.relyingParty("Thief", redirectURIs: [Fixture.callback]))
                let stolen = try await refusal {
                    try await fixture.token(["grant_type": "refresh_token", "refresh_token": token], client: thief, secret: secret)
                }
                #expect(stolen == .invalidGrant)
                #expect(try await fixture.refresh(token)["access_token"] != nil)
            }
        }

        @Test("Without offline_access a refresh token ends with its session; with it, it goes on and its tokens name no session")
        func offline() async throws {
            try await Fixture.with { fixture in
                let bound = try await fixture.tokens().text("refresh_token")
                let free = try await fixture.tokens(scope: "openid offline_access").text("refresh_token")
                fixture.directory.state.withLock { _ = $0.ended.insert(fixture.signedIn.session) }
                #expect(try await refusal { try await fixture.refresh(bound) } == .invalidGrant)
                let answer = try await fixture.refresh(free)
                #expect(try answer.claims("access_token")["sid"] == nil)
                #expect(try await fixture.accepts(answer["access_token"]?.string))
            }
        }

        @Test("A new password ends grants that outlive their session too, but for those of the session it was set in (threat 11)")
        func newPassword() async throws {
            try await Fixture.with { fixture in
                let free = try await fixture.tokens(scope: "openid offline_access")
                let person = fixture.signedIn.person
                let own = fixture.signedIn.session
                try await fixture.endGrants(of: person, except: own)
                let next = try await fixture.refresh(free.text("refresh_token"))
                try await fixture.endGrants(of: person)
                #expect(try await !fixture.accepts(next["access_token"]?.string))
                #expect(try await refusal { try await fixture.refresh(next.text("refresh_token")) } == .invalidGrant)
            }
        }

        @Test("What is given after a new password stands, whether the end of what was given before is acted on by then or not")
        func afterNewPassword() async throws {
            try await Fixture.with { fixture in
                let dispatcher = LogoutDispatcher(fixture.provider) { _, _ in 200 }
                for isActedOn in [false, true] {
                    let before = try await fixture.tokens(scope: "openid offline_access")
                    try await fixture.endGrants(of: fixture.signedIn.person)
                    if isActedOn { try await dispatcher.deliverDue(clock: fixture.clock) }
                    let after = try await fixture.tokens(scope: "openid offline_access")
                    try await dispatcher.deliverDue(clock: fixture.clock)
                    #expect(try await !fixture.accepts(before["access_token"]?.string))
                    #expect(try await refusal { try await fixture.refresh(before.text("refresh_token")) } == .invalidGrant)
                    #expect(try await fixture.accepts(after["access_token"]?.string))
                    #expect(try await fixture.refresh(after.text("refresh_token"))["access_token"] != nil)
                }
                let told: Int? = try await fixture.database.read {
                    try $0.first("SELECT COUNT(*) AS number FROM audit_events WHERE action = 'grants.revoked'")?["number"]
                }
                #expect(told == 2, "it is in the audit")
            }
        }

        @Test("A refresh asks for no more than was granted, and may ask for less")
        func refreshScope() async throws {
            try await Fixture.with { fixture in
                let token = try await fixture.tokens(scope: "openid email").text("refresh_token")
                #expect(try await refusal { try await fixture.refresh(token, ["scope": "openid profile"]) } == .invalidScope)
                let next = try await fixture.tokens(scope: "openid email").text("refresh_token")
                #expect(try await fixture.refresh(next, ["scope": "openid"]).claims("access_token")["scope"]?.string == "openid")
            }
        }

        @Test("Whoever lost the account gets no further token for it")
        func staleAccount() async throws {
            try await Fixture.with { fixture in
                let answer = try await fixture.exchange(fixture.code(["account": fixture.account.text]))
                #expect(try await fixture.accepts(answer["access_token"]?.string))
                fixture.directory.state.withLock { $0.roles = [:] }
                #expect(try await !fixture.accepts(answer["access_token"]?.string))
                #expect(try await refusal { try await fixture.refresh(answer.text("refresh_token")) } == .invalidGrant)
            }
        }

        @Test("What is long over is forgotten, and nothing that could still be used or noticed", .onEveryDatabase)
        func forgetting() async throws {
            try await Fixture.with { fixture in
                func forget() async throws -> Int {
                    let now = fixture.now
                    return try await fixture.database.write { tx in try tx.forgetExpiredGrants(at: now) }
                }
                let first = try await fixture.tokens().text("refresh_token")
                fixture.clock.advance(by: .days(2))
                let second = try await fixture.refresh(first).text("refresh_token")
                #expect(try await forget() == 1, "the code")
                fixture.clock.advance(by: .days(28))
                #expect(try await forget() == 0)
                #expect(try await refusal { try await fixture.refresh(first) } == .invalidGrant)
                fixture.clock.advance(by: .days(2))
                #expect(try await forget() == 1, "the first refresh token")
                fixture.clock.advance(by: .days(2))
                #expect(try await forget() == 2, "the second, and the grant with it")
                #expect(try await refusal { try await fixture.refresh(second) } == .invalidGrant)
            }
        }

        @Test("One kind of token presented as another gives nothing")
        func mixedKinds() async throws {
            try await Fixture.with { fixture in
                let code = try await fixture.code()
                let answer = try await fixture.exchange(code)
                let access = try answer.text("access_token")
                let id = try answer.text("id_token")
                let refreshToken = try answer.text("refresh_token")
                for token in [id, refreshToken, code, fixture.secret.exposed, ""] {
                    #expect(try await !fixture.accepts(token), "as a bearer token")
                }
                for token in [access, id, code, fixture.secret.exposed] {
                    #expect(try await refusal { try await fixture.refresh(token) } == .invalidGrant, "as a refresh token")
                    #expect(try await refusal { try await fixture.exchange(token) } == .invalidGrant, "as a code")
                }
                #expect(try await refusal { try await fixture.exchange(refreshToken) } == .invalidGrant)
            }
        }

        @Test("A logout token is never taken for an ID token or an access token")
        func logoutToken() async throws {
            try await Fixture.with { fixture in
                _ = try await fixture.tokens()
                let now = fixture.now
                let session = fixture.signedIn.session
                try await fixture.end(session)
                let delivery = try await fixture.database.write { tx in try #require(try tx.claimLogoutDeliveries(at: now).first) }
                let token = try await fixture.provider.logoutToken(for: delivery, at: now)
                #expect(try await !fixture.accepts(token))
                let keys = try await fixture.provider.keys.keySet(at: now)
                #expect(throws: TokenRefusal.type) {
                    try TokenCheck(.idToken, issuer: Fixture.issuer, audience: fixture.client.id.text).claims(
                        of: token, keys: keys, at: now)
                }
            }
        }
    }
}
