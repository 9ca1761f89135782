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
    @Suite("Logout") struct LogoutTests {
        private func logout(_ fixture: Fixture, _ pairs: [(String, String)], signedIn: Bool = true) async throws -> LogoutRequest {
            try await fixture.provider.logout(
                Parameters(pairs.map { (name: $0.0, value: $0.1) }), signedIn: signedIn ? fixture.signedIn : nil, at: fixture.now)
        }

        @Test("With the session's own ID token nobody is asked; with none, another's or a forged one, they are")
        func confirmation() async throws {
            try await Fixture.with { fixture in
                let hint = try await fixture.tokens().text("id_token")
                #expect(try await !logout(fixture, [("id_token_hint", hint)]).needsConfirmation)
                fixture.clock.advance(by: .hours(1))
                #expect(try await !logout(fixture, [("id_token_hint", hint)]).needsConfirmation, "An expired hint is a hint still")
                #expect(try await logout(fixture, []).needsConfirmation)
                #expect(try await logout(fixture, [("id_token_hint", hint + "x")]).needsConfirmation)
                #expect(
                    try await logout(fixture, [("id_token_hint", hint), ("client_id", ClientID(at: fixture.now).text)]).needsConfirmation)
                let access = try await fixture.tokens().text("access_token")
                #expect(try await logout(fixture, [("id_token_hint", access)]).needsConfirmation)
                var other = fixture.signedIn
                other.session = SessionID(at: fixture.now)
                let foreign = try await fixture.provider.logout(
                    Parameters([(name: "id_token_hint", value: hint)]), signedIn: other, at: fixture.now)
                #expect(foreign.needsConfirmation)
            }
        }

        @Test(
            "A hint is believed as long as sessions live, also when its key is published no more; one that is not leaves client_id its word"
        )
        func retiredKeys() async throws {
            try await Fixture.with { fixture in
                let hint = try await fixture.tokens().text("id_token")
                for _ in 0..<3 {
                    _ = try await KeyRotation.rotate(
                        fixture.database, keyring: fixture.keyring, by: .operatorCommand, at: fixture.now)
                    fixture.clock.advance(by: .minutes(30))
                }
                let now = fixture.now
                try await fixture.database.write { try $0.forgetRetiredKeys(at: now) }
                #expect(try await !logout(fixture, [("id_token_hint", hint)]).needsConfirmation)
                let back = ("post_logout_redirect_uri", "https://app.example/")
                let unknown = try await logout(fixture, [("id_token_hint", "not.a.token"), ("client_id", fixture.client.id.text), back])
                #expect(unknown.redirect == back.1 && unknown.needsConfirmation)
                fixture.clock.advance(by: .days(32))
                let later = fixture.now
                try await fixture.database.write { try $0.forgetRetiredKeys(at: later) }
                #expect(try await logout(fixture, [("id_token_hint", hint)]).needsConfirmation)
            }
        }

        @Test("A hint without a session names its person, or whom they were joined into since")
        func hintedPerson() async throws {
            try await Fixture.with { fixture in
                let answer = try await fixture.tokens(scope: "openid offline_access")
                fixture.directory.state.withLock { $0.ended = [fixture.signedIn.session] }
                let hint = try await fixture.refresh(answer.text("refresh_token")).text("id_token")
                func isAsked(_ person: PersonID) async throws -> Bool {
                    var current = fixture.signedIn
                    current.person = person
                    current.session = SessionID(at: fixture.now)
                    return try await fixture.provider.logout(
                        Parameters([(name: "id_token_hint", value: hint)]), signedIn: current, at: fixture.now
                    ).needsConfirmation
                }
                let old = fixture.signedIn.person
                let new = PersonID(at: fixture.now)
                #expect(try await !isAsked(old))
                #expect(try await isAsked(new))
                fixture.directory.state.withLock { $0.joined[old] = new }
                #expect(try await !isAsked(new))
            }
        }

        @Test("Afterwards it leads only to an address registered for the client, with its state")
        func redirect() async throws {
            try await Fixture.with { fixture in
                let hint = try await fixture.tokens().text("id_token")
                let good = [("id_token_hint", hint), ("post_logout_redirect_uri", "https://app.example/")]
                #expect(try await logout(fixture, good).redirect == "https://app.example/")
                #expect(try await logout(fixture, good + [("state", "a&b")]).redirect == "https://app.example/?state=a%26b")
                #expect(try await logout(fixture, good, signedIn: false).redirect == "https://app.example/")
                #expect(try await logout(fixture, [good[1]]).redirect == nil, "Nobody knows whose address it is")
                #expect(try await logout(fixture, [good[1], ("client_id", fixture.client.id.text)]).redirect == "https://app.example/")
                for uri in [
                    "https://app.example", "https://app.example/x", "https://app.example/?foo=bar", "https://evil.example/",
                    Fixture.callback, "//app.example/",
                ] {
                    #expect(try await logout(fixture, [good[0], ("post_logout_redirect_uri", uri)]).redirect == nil, "\(uri)")
                }
            }
        }

        @Test("A hint without a signature, or with somebody else's, proves nothing and leads nowhere")
        func forgedHints() async throws {
            try await Fixture.with { fixture in
                let hint = try await fixture.tokens().text("id_token")
                let claims = hint.split(separator: ".")[1]
                let payload = try #require(Base64URL.decode(claims))
                let unsigned = Base64URL.encode(Array(#"{"alg":"none"}"#.utf8)) + "." + String(claims) + "."
                let foreign = try SigningKey.generate(.edDSA).sign(payload, as: .idToken)
                for forged in [unsigned, foreign] {
                    let asked = [("id_token_hint", forged), ("post_logout_redirect_uri", "https://app.example/"), ("state", "x")]
                    let request = try await logout(fixture, asked)
                    #expect(request.needsConfirmation && request.redirect == nil, "\(forged)")
                }
            }
        }

        @Test("Each client with tokens in the session is told once, with a logout token it can check", .onEveryDatabase)
        func backChannel() async throws {
            try await Fixture.with { fixture in
                _ = try await fixture.tokens()
                let answer = try await fixture.tokens()
                let session = fixture.signedIn.session
                let now = fixture.now
                try await fixture.end(session)
                #expect(try await refusal { try await fixture.refresh(answer.text("refresh_token")) } == .invalidGrant)

                let posted = Mutex<[(String, String)]>([])
                let dispatcher = LogoutDispatcher(fixture.provider) { address, form in
                    posted.withLock { $0.append((address, form)) }
                    return 200
                }
                #expect(try await dispatcher.deliverDue(clock: fixture.clock) == 1)
                #expect(try await dispatcher.deliverDue(clock: fixture.clock) == 0)
                try await fixture.end(session)
                #expect(try await dispatcher.deliverDue(clock: fixture.clock) == 0)
                #expect(try await fixture.database.read { try $0.hasDueLogoutDeliveries(at: now) } == false)
                let (address, form) = try #require(posted.withLock { $0.first })
                #expect(address == "https://app.example/logout")
                let token = try #require(Parameters(encoded: form)?["logout_token"])
                let keys = try await fixture.provider.keys.keySet(at: now)
                let claims = try TokenCheck(.logoutToken, issuer: Fixture.issuer, audience: fixture.client.id.text)
                    .claims(of: token, keys: keys, at: now)
                #expect(claims.text("sid") == session.text && claims.text("sub") == fixture.signedIn.person.text)
                #expect(claims["events"]?["http://schemas.openid.net/event/backchannel-logout"] == .object([:]))
                #expect(claims["nonce"] == nil)
            }
        }

        @Test("A client that does not answer is tried again later, three times, and then given up", .onEveryDatabase)
        func retries() async throws {
            try await Fixture.with { fixture in
                _ = try await fixture.tokens()
                try await fixture.end(fixture.signedIn.session)
                let tries = Mutex(0)
                let dispatcher = LogoutDispatcher(fixture.provider) { _, _ in
                    tries.withLock { $0 += 1 }
                    return 503
                }
                for _ in 0..<10 {
                    _ = try await dispatcher.deliverDue(clock: fixture.clock)
                    _ = try await dispatcher.deliverDue(clock: fixture.clock)
                    fixture.clock.advance(by: .minutes(30))
                }
                #expect(tries.withLock { $0 } == 4)
                let state =
                    try await fixture.database.read { tx in
                        try tx.first("SELECT state, last_error FROM logout_deliveries").map { row in
                            (try row["state"], try row["last_error"])
                        }
                    } as (String, String)?
                #expect(state?.0 == "failed" && state?.1 == "status 503")
            }
        }

        @Test(
            "A client that hangs delays the logout of nobody else, and is sent no more than four at a time (threat 18)", .onEveryDatabase)
        func hangingClient() async throws {
            try await Fixture.with { fixture in
                var registration = ClientRegistration.relyingParty("Slow", redirectURIs: [Fixture.callback])
                registration.backchannelLogoutURI = "https://slow.example/logout"
                let slow = try await fixture.add(registration).0
                let now = fixture.now
                let person = fixture.signedIn.person
                try await fixture.database.write { tx in
                    for (client, number) in [(slow.id, 30), (fixture.client.id, 6)] {
                        for _ in 0..<number {
                            try tx.run(
                                """
                                INSERT INTO logout_deliveries (id, client_id, person_id, session_id, created_at, next_try_at, tries, state)
                                VALUES (\(DeliveryID(at: now)), \(client), \(person), \(SessionID(at: now)), \(now), \(now), 0, 'waiting')
                                """)
                        }
                    }
                }
                let posted = Mutex<[String: Int]>([:])
                let dispatcher = LogoutDispatcher(fixture.provider) { address, _ in
                    posted.withLock { $0[address, default: 0] += 1 }
                    if address.contains("slow") { try await Task.sleep(for: .seconds(3600)) }
                    return 200
                }
                let running = Task { try await dispatcher.run(every: .milliseconds(5), clock: fixture.clock) }
                while posted.withLock({ $0["https://app.example/logout"] }) ?? 0 < 6 { await Task.yield() }
                running.cancel()
                _ = await running.result
                #expect(posted.withLock { $0["https://slow.example/logout"] ?? 0 } <= 4)
            }
        }
    }
}
