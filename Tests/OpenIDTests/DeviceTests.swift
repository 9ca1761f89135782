import Core
import JOSE
import OpenID
import SQL
import Synchronization
import TestSupport
import Testing

/// Devices without a browser (RFC 8628).
@Suite("The device grant", .onEveryDatabase)
struct DeviceTests {
    private func isAsked(_ outcome: DeviceOutcome) -> Bool { if case .ask = outcome { true } else { false } }
    private func isAnswered(_ outcome: DeviceOutcome, _ approved: Bool) -> Bool {
        if case .answered(approved, "Television") = outcome { true } else { false }
    }
    private func isUnknown(_ outcome: DeviceOutcome) -> Bool { if case .unknown = outcome { true } else { false } }

    @Test("It waits until the person allows it, gets its tokens once, and refreshes them")
    func allowed() async throws {
        try await Fixture.with { fixture in
            let device = try await Device(fixture)
            let waiting = try await device.begin()
            #expect(waiting.user.wholeMatch(of: /[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}/) != nil)
            #expect(try await refusal { try await device.poll(waiting) } == .authorizationPending)
            fixture.clock.advance(by: .seconds(5))
            guard case .ask(let asked, _, let permissions) = try await device.decide(waiting, nil, as: fixture.signedIn) else {
                Issue.record("nothing was asked")
                return
            }
            #expect(asked.origin == "192.0.2.7" && asked.agent == "tv/1")
            #expect(permissions == ["openid", "email", "offline_access"])
            #expect(try await refusal { try await device.poll(waiting) } == .authorizationPending, "looking is no answer")
            #expect(isAnswered(try await device.decide(waiting, true, as: fixture.signedIn), true))
            let tokens = try await device.poll(waiting)
            #expect(try await fixture.accepts(tokens.text("access_token")))
            #expect(try tokens.claims("id_token").text("sub") == fixture.signedIn.person.text)
            let refreshed = try await fixture.provider.token(
                Parameters([
                    (name: "grant_type", value: "refresh_token"), (name: "refresh_token", value: try tokens.text("refresh_token")),
                    (name: "client_id", value: device.client.id.text),
                ]), authorization: nil, at: fixture.now)
            #expect(try await fixture.accepts(JSONValue(parsing: refreshed.json).text("access_token")))
            #expect(try await refusal { try await device.poll(waiting) } == .invalidGrant, "once")
            let events = try await fixture.database.read {
                try $0.rows("SELECT action FROM audit_events WHERE action IN ('device.approved', 'consent.given')").count
            }
            #expect(events == 2)
        }
    }

    @Test("A person who does not want it is heard, an answer is the last one, and another client gets nothing of it")
    func denied() async throws {
        try await Fixture.with { fixture in
            let device = try await Device(fixture)
            let other = try await Device(fixture)
            let waiting = try await device.begin()
            #expect(try await refusal { try await device.poll(waiting, as: other.client) } == .invalidGrant)
            #expect(isAnswered(try await device.decide(waiting, false, as: fixture.signedIn), false))
            #expect(isUnknown(try await device.decide(waiting, true, as: fixture.signedIn)))
            #expect(try await refusal { try await device.poll(waiting) } == .accessDenied)
        }
    }

    @Test("Whoever asks too often is told to wait longer, and whoever waits too long begins again")
    func waiting() async throws {
        try await Fixture.with { fixture in
            let device = try await Device(fixture)
            let waiting = try await device.begin()
            #expect(try await refusal { try await device.poll(waiting) } == .authorizationPending)
            fixture.clock.advance(by: .seconds(2))
            #expect(try await refusal { try await device.poll(waiting) } == .slowDown)
            fixture.clock.advance(by: .seconds(6))
            #expect(try await refusal { try await device.poll(waiting) } == .slowDown, "ten seconds by now")
            fixture.clock.advance(by: .seconds(15))
            #expect(try await refusal { try await device.poll(waiting) } == .authorizationPending)
            fixture.clock.advance(by: .minutes(10))
            #expect(try await refusal { try await device.poll(waiting) } == .expiredToken)
            #expect(isUnknown(try await device.decide(waiting, nil, as: fixture.signedIn)))
        }
    }

    @Test("A code is taken as people type it, and what is none opens nothing")
    func codes() async throws {
        try await Fixture.with { fixture in
            let device = try await Device(fixture)
            let waiting = try await device.begin()
            let plain = waiting.user.replacing("-", with: "")
            for typed in [waiting.user, plain, waiting.user.lowercased(), " \(plain.prefix(4)) \(plain.suffix(4)) "] {
                #expect(isAsked(try await device.decide(.init(device: "", user: typed), nil, as: fixture.signedIn)), "\(typed)")
            }
            for typed in ["", "AAAA-AAAA", String(plain.dropLast()), plain + "B", "BCDF-GHJK"] where typed != waiting.user {
                #expect(isUnknown(try await device.decide(.init(device: "", user: typed), nil, as: fixture.signedIn)), "\(typed)")
            }
        }
    }

    @Test(
        "It is judged as a code is: nobody signed in, an account that asks for two factors, one of several accounts, a client that may not")
    func judged() async throws {
        try await Fixture.with { fixture in
            let device = try await Device(fixture, needsAccount: true)
            let waiting = try await device.begin()
            guard case .signIn(let back) = try await device.decide(waiting, nil, as: nil) else {
                Issue.record("no sign-in")
                return
            }
            #expect(back.text.hasPrefix("/device/approval?") && back.text.contains("user_code="))
            guard case .account(let accounts, _) = try await device.decide(waiting, true, as: fixture.signedIn) else {
                Issue.record("no choice")
                return
            }
            #expect(accounts == [fixture.account])
            fixture.directory.state.withLock { $0.needTwoFactors = [fixture.account] }
            var weak = fixture.signedIn
            weak.context = .oneFactor
            guard case .signIn(let again) = try await device.decide(waiting, true, as: weak, account: fixture.account) else {
                Issue.record("no step up")
                return
            }
            #expect(again.text.contains("acr_values="))
            let foreign = AccountID(at: fixture.now)
            guard case .refused = try await device.decide(waiting, true, as: fixture.signedIn, account: foreign) else {
                Issue.record("an account of others")
                return
            }
            #expect(try await refusal { try await device.poll(waiting) } == .authorizationPending)
            _ = try await device.decide(waiting, true, as: fixture.signedIn, account: fixture.account, [("scope", "openid account.manage")])
            let tokens = try await device.poll(waiting, as: nil)
            #expect(try tokens.claims("access_token").text("account") == fixture.account.text)
            #expect(try tokens.text("scope") == "openid email offline_access", "what the page is given adds nothing")
            let refused = try await refusal {
                try await fixture.provider.authorizeDevice(
                    Parameters([
                        (name: "client_id", value: fixture.client.id.text), (name: "client_secret", value: fixture.secret.exposed),
                    ]), authorization: nil, origin: "", agent: "", at: fixture.now)
            }
            #expect(refused == .unauthorizedClient)
            #expect(try await refusal { try await device.begin([("scope", "account.manage")]) } == .invalidScope)
        }
    }

    @Test("Without offline_access what the device has ends with the session that let it in")
    func session() async throws {
        try await Fixture.with { fixture in
            let device = try await Device(fixture)
            let waiting = try await device.begin([("scope", "openid")])
            _ = try await device.decide(waiting, true, as: fixture.signedIn)
            let access = try await device.poll(waiting).text("access_token")
            #expect(try await fixture.accepts(access))
            try await fixture.end(fixture.signedIn.session)
            #expect(try await !fixture.accepts(access))
        }
    }
}
