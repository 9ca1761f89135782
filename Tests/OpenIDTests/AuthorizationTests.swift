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
    @Suite("What the authorization endpoint answers") struct AuthorizationTests {
        @Test("Nobody signed in: to the sign-in and back, or login_required where nothing may be shown")
        func signedOut() async throws {
            try await Fixture.with { fixture in
                guard
                    case .signIn(let path, false, "ada@example.com") = try await fixture.authorize(
                        ["login_hint": "ada@example.com"], as: .some(nil))
                else {
                    Issue.record("no sign-in")
                    return
                }
                #expect(path.text.hasPrefix("/oauth/authorize?"))
                let silent = try await fixture.authorize(["prompt": "none"], as: .some(nil))
                #expect(try fixture.answer(silent)["error"] == "login_required")
            }
        }

        @Test("prompt=login asks for a new sign-in, once: whoever comes back from it goes on")
        func promptLogin() async throws {
            try await Fixture.with { fixture in
                fixture.clock.advance(by: .seconds(60))
                guard case .signIn(let path, true, _) = try await fixture.authorize(["prompt": "login"]) else {
                    Issue.record("no sign-in")
                    return
                }
                let parameters = try #require(Parameters(encoded: String(path.text.drop { $0 != "?" }.dropFirst())))
                let back = try await fixture.provider.checked(parameters, at: fixture.now)
                guard case .signIn(_, true, _) = try await fixture.provider.authorize(back, signedIn: fixture.signedIn, at: fixture.now)
                else {
                    Issue.record("The old sign-in was taken for a new one")
                    return
                }
                var again = fixture.signedIn
                again.at = fixture.now
                let outcome = try await fixture.provider.authorize(back, signedIn: again, at: fixture.now)
                #expect(try fixture.answer(outcome)["code"] != nil)
            }
        }

        @Test("max_age asks again when the sign-in is older, and not before")
        func maxAge() async throws {
            try await Fixture.with { fixture in
                fixture.clock.advance(by: .seconds(100))
                #expect(try fixture.answer(await fixture.authorize(["max_age": "100"]))["code"] != nil)
                guard case .signIn(_, true, _) = try await fixture.authorize(["max_age": "50"]) else {
                    Issue.record("an old sign-in was enough")
                    return
                }
                #expect(try fixture.answer(await fixture.authorize(["max_age": "50", "prompt": "none"]))["error"] == "login_required")
            }
        }

        @Test(
            "After a sign-in that was asked for, the ID token tells its time",
            arguments: [["prompt": "login"], ["max_age": "1"]] as [[String: String?]])
        func newSignIn(changes: [String: String?]) async throws {
            try await Fixture.with { fixture in
                let first = try await fixture.tokens().claims("id_token")
                fixture.clock.advance(by: .seconds(2))
                guard case .signIn(let path, true, _) = try await fixture.authorize(changes) else {
                    Issue.record("no sign-in")
                    return
                }
                let parameters = try #require(Parameters(encoded: String(path.text.drop { $0 != "?" }.dropFirst())))
                let back = try await fixture.provider.checked(parameters)
                var again = fixture.signedIn
                again.at = fixture.now
                let outcome = try await fixture.provider.authorize(back, signedIn: again, at: fixture.now)
                let code = try #require(try fixture.answer(outcome)["code"])
                let second = try await fixture.exchange(code).claims("id_token")
                let before = try #require(first["auth_time"]?.integer)
                #expect(second["auth_time"]?.integer == before + 2)
                #expect(second["sub"] == first["sub"])
            }
        }

        @Test("Answered without a page, it is the same person and the same sign-in")
        func sameSignIn() async throws {
            try await Fixture.with { fixture in
                let answer = try await fixture.tokens()
                let hint = try answer.text("id_token")
                let first = try answer.claims("id_token")
                fixture.clock.advance(by: .seconds(5))
                let requests: [[String: String?]] = [
                    ["prompt": "none"], ["max_age": "10000"], ["prompt": "none", "id_token_hint": hint],
                ]
                for changes in requests {
                    let again = try await fixture.exchange(fixture.code(changes)).claims("id_token")
                    #expect(again["sub"] == first["sub"] && again["auth_time"] == first["auth_time"], "\(changes)")
                }
            }
        }

        @Test(
            "What may stand in a request, or is unknown, or is left out, is no mistake",
            arguments: [
                ["display": "page"], ["display": "popup"], ["ui_locales": "se"], ["claims_locales": "se"],
                ["login_hint": "ada@example.com"], ["acr_values": "urn:lanyard:1 urn:lanyard:2"],
                ["claims": #"{"userinfo": {"name": {"essential": true}}}"#], ["extra": "foobar"], ["nonce": nil],
            ] as [[String: String?]])
        func voluntary(changes: [String: String?]) async throws {
            try await Fixture.with { fixture in
                let answer = try fixture.answer(try await fixture.authorize(changes))
                #expect(answer["code"] != nil)
            }
        }

        @Test(
            "signed_in_after counts only as this server sealed it for this very request; what anybody else sets changes nothing",
            .onEveryDatabase)
        func signedInAfter() async throws {
            try await Fixture.with { fixture in
                fixture.clock.advance(by: .seconds(100))
                for forged in ["0", "1", String(fixture.now.milliseconds), "AQ", ""] {
                    guard case .signIn(_, true, _) = try await fixture.authorize(["max_age": "50", "signed_in_after": forged]) else {
                        Issue.record("max_age was switched off by \(forged)")
                        return
                    }
                }
                guard case .signIn(let path, true, _) = try await fixture.authorize(["max_age": "50"]) else {
                    Issue.record("no sign-in")
                    return
                }
                let returned = try #require(Parameters(encoded: String(path.text.drop { $0 != "?" }.dropFirst())))
                let sealed = try #require(returned["signed_in_after"])
                var again = fixture.signedIn
                again.at = fixture.now
                fixture.clock.advance(by: .seconds(60))
                let outcome = try await fixture.provider.authorize(
                    try await fixture.provider.checked(returned, at: fixture.now), signedIn: again, at: fixture.now)
                #expect(try fixture.answer(outcome)["code"] != nil)
                fixture.clock.advance(by: .minutes(30))
                let late = try await fixture.provider.authorize(
                    try await fixture.provider.checked(returned, at: fixture.now), signedIn: again, at: fixture.now)
                guard case .signIn(_, true, _) = late else {
                    Issue.record("An old address went on without a sign-in")
                    return
                }
                let other = try await fixture.authorize(["max_age": "50", "state": "another", "signed_in_after": sealed], as: again)
                guard case .signIn(_, true, _) = other else {
                    Issue.record("What was sealed for one request counted for another")
                    return
                }
            }
        }

        @Test("Whoever is no member of the client's product gets a page that says so, and the client an error where nothing may be shown")
        func noMembership() async throws {
            try await Fixture.with { fixture in
                var registration = ClientRegistration.relyingParty("Dashboard", redirectURIs: [Fixture.callback])
                registration.firstParty = true
                registration.product = "dashboard"
                let (client, _) = try await fixture.add(registration)
                guard case .noMembership("dashboard", _) = try await fixture.authorize(["client_id": client.id.text]) else {
                    Issue.record("let in")
                    return
                }
                let silent = try await fixture.authorize(["client_id": client.id.text, "prompt": "none"])
                #expect(try fixture.answer(silent)["error"] == "interaction_required")
                fixture.directory.state.withLock { $0.products[fixture.signedIn.person] = ["dashboard"] }
                #expect(try fixture.answer(await fixture.authorize(["client_id": client.id.text]))["code"] != nil)
            }
        }

        @Test("A token for an account of somebody else is refused")
        func foreignAccount() async throws {
            try await Fixture.with { fixture in
                let foreign = AccountID(at: fixture.now)
                #expect(try fixture.answer(await fixture.authorize(["account": foreign.text]))["error"] == "access_denied")
                let code = try await fixture.code(["account": fixture.account.text])
                let claims = try await fixture.exchange(code).claims("access_token")
                #expect(claims["account"]?.string == fixture.account.text)
                #expect(claims["roles"]?.strings == ["administrator"])
            }
        }

        @Test("A client of somebody else asks once; more scopes ask again; ours never ask")
        func consent() async throws {
            try await Fixture.with { fixture in
                let (client, _) = try await fixture.add(.relyingParty("Foreign", redirectURIs: [Fixture.callback]))
                let ask: [String: String?] = ["client_id": client.id.text, "scope": "openid"]
                guard case .consent(client.id, "Foreign", ["openid"], _) = try await fixture.authorize(ask) else {
                    Issue.record("nobody was asked")
                    return
                }
                #expect(try fixture.answer(await fixture.authorize(ask.merging(["prompt": "none"]) { $1 }))["error"] == "consent_required")
                let request = try await fixture.check(ask).get()
                _ = try await fixture.provider.agree(to: request, person: fixture.signedIn.person, at: fixture.now)
                #expect(try fixture.answer(await fixture.authorize(ask))["code"] != nil)
                guard case .consent = try await fixture.authorize(ask.merging(["scope": "openid email"]) { $1 }) else {
                    Issue.record("more was given than agreed to")
                    return
                }
                guard case .consent = try await fixture.authorize(ask.merging(["prompt": "consent"]) { $1 }) else {
                    Issue.record("prompt=consent was passed over")
                    return
                }
            }
        }

        @Test("Who agreed that a client knows them is asked again before it acts in an account of theirs, each by itself")
        func consentToAnAccount() async throws {
            try await Fixture.with { fixture in
                let (client, _) = try await fixture.add(.relyingParty("Foreign", redirectURIs: [Fixture.callback]))
                let ask: [String: String?] = ["client_id": client.id.text, "scope": "openid"]
                _ = try await fixture.provider.agree(to: fixture.check(ask).get(), person: fixture.signedIn.person, at: fixture.now)
                #expect(try fixture.answer(await fixture.authorize(ask))["code"] != nil)
                let account = fixture.account.text
                let named = ask.merging(["account": account]) { $1 }
                guard case .consent(_, _, ["openid", "account:" + account], _) = try await fixture.authorize(named) else {
                    Issue.record("a token that acts in an account was given to a client that was only to know who it is")
                    return
                }
                _ = try await fixture.provider.agree(to: fixture.check(named).get(), person: fixture.signedIn.person, at: fixture.now)
                #expect(try fixture.answer(await fixture.authorize(named))["code"] != nil)
            }
        }

        @Test("To act in an account is agreed to by itself, for each account")
        func consentToManage() async throws {
            try await Fixture.with { fixture in
                var registration = ClientRegistration.relyingParty("Foreign", redirectURIs: [Fixture.callback])
                registration.scopes.append(Scope.manage)
                let (client, _) = try await fixture.add(registration)
                let person = fixture.signedIn.person
                let first = fixture.account
                let second = AccountID(at: Timestamp(seconds: 2))
                fixture.directory.state.withLock { $0.roles[second] = [person: ["member"]] }
                func ask(_ account: AccountID, _ scope: String) -> [String: String?] {
                    ["client_id": client.id.text, "scope": scope, "account": account.text]
                }
                func isAsked(_ changes: [String: String?]) async throws -> [String]? {
                    guard case .consent(_, _, let permissions, _) = try await fixture.authorize(changes) else { return nil }
                    return permissions
                }
                func agree(_ changes: [String: String?]) async throws {
                    _ = try await fixture.provider.agree(to: fixture.check(changes).get(), person: person, at: fixture.now)
                }
                let all = "openid account.manage"
                #expect(try await isAsked(ask(first, all)) == ["openid", "account:\(first)", "account.manage:\(first)"])
                try await agree(ask(first, all))
                #expect(try await isAsked(ask(first, all)) == nil)
                try await agree(ask(second, "openid"))
                #expect(try await isAsked(ask(second, "openid")) == nil)
                #expect(try await isAsked(ask(second, all)) != nil, "it was only to know the role there")
                let free: [String: String?] = ["client_id": client.id.text, "scope": all]
                #expect(try await isAsked(free) == ["openid", "account.manage"])
            }
        }

        @Test("The expected person is another one: a new sign-in, or login_required")
        func idTokenHint() async throws {
            try await Fixture.with { fixture in
                let hint = try await fixture.tokens().text("id_token")
                var other = fixture.signedIn
                other.person = PersonID(at: fixture.now)
                let silent = try await fixture.authorize(["id_token_hint": hint, "prompt": "none"], as: other)
                #expect(try fixture.answer(silent)["error"] == "login_required")
                #expect(try fixture.answer(await fixture.authorize(["id_token_hint": hint, "prompt": "none"]))["code"] != nil)
            }
        }

        @Test("Whoever was joined into another is the one that an ID token from before the join names")
        func hintFromBeforeJoining() async throws {
            try await Fixture.with { fixture in
                let hint = try await fixture.tokens().text("id_token")
                var kept = fixture.signedIn
                kept.person = PersonID(at: fixture.now)
                kept.session = SessionID(at: fixture.now)
                let old = fixture.signedIn.person
                let new = kept.person
                fixture.directory.state.withLock { $0.joined[old] = new }
                let ask: [String: String?] = ["id_token_hint": hint, "prompt": "none"]
                #expect(try fixture.answer(await fixture.authorize(ask, as: kept))["code"] != nil)
                fixture.directory.state.withLock { $0.suspended = [old] }
                #expect(try fixture.answer(await fixture.authorize(ask, as: kept))["error"] == "login_required")
            }
        }

        @Test("A suspended person or an ended session gets no code")
        func stale() async throws {
            try await Fixture.with { fixture in
                fixture.directory.state.withLock { _ = $0.ended.insert(fixture.signedIn.session) }
                guard case .signIn = try await fixture.authorize() else {
                    Issue.record("an ended session was enough")
                    return
                }
                fixture.directory.state.withLock {
                    $0.ended = []
                    $0.suspended = [fixture.signedIn.person]
                }
                guard case .signIn = try await fixture.authorize() else {
                    Issue.record("a suspended person got a code")
                    return
                }
            }
        }
    }
}
