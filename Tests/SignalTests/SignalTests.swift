import Audit
import Core
import Crypto
import Foundation
import JOSE
import SQL
import Signals
import TestSupport
import Testing

@Suite("Signals", .onEveryDatabase) struct SignalTests {
    @Test("A change is told once, by a webhook that its secret signs: id, time and body")
    func webhook() async throws {
        try await SignalWorld.with { world in
            try await world.happen(.memberChanged, ["role": AuditEvent.Change("administrator", "associate")])
            #expect(try await world.dispatcher.deliverDue() == 2)
            #expect(try await world.dispatcher.deliverDue() == 0)
            let sent = try #require(world.log.first { $0.url == "https://hooks.example/in" })
            let body = try JSONValue(parsing: Array(sent.body.utf8))
            #expect(body["type"]?.string == "member.changed" && body["timestamp"]?.string == world.clock.now().rfc3339)
            #expect(body["data"]?["person"]?.string == world.person.text && body["data"]?["roles"]?.strings == ["associate"])
            #expect(body["data"]?["changes"]?["role"]?.array?.map(\.string) == ["administrator", "associate"])
            let key = try #require(Data(base64Encoded: String(world.secret.dropFirst("whsec_".count))))
            let text = "\(sent.header("webhook-id") ?? "").\(sent.header("webhook-timestamp") ?? "").\(sent.body)"
            let code = HMAC<SHA256>.authenticationCode(for: Data(text.utf8), using: SymmetricKey(data: key))
            #expect(sent.header("webhook-signature") == "v1," + Data(code).base64EncodedString())
            #expect(try await world.deliveries(of: world.webhook).map(\.state) == [.sent])
        }
    }

    @Test("A lost role is a change of claims, a removal the end of sessions: each a signed token for its audience (RFC 8417)")
    func securityEvents() async throws {
        try await SignalWorld.with { world in
            let changes: [(AuditAction, [String: AuditEvent.Change])] = [
                (.memberChanged, ["role": AuditEvent.Change("administrator", "associate")]), (.memberRemoved, [:]),
                (.memberChanged, ["status": AuditEvent.Change("active", "suspended")]),
            ]
            // What waits for a receiver is sent several at a time, in no order: each is sent before the next happens.
            for (action, values) in changes {
                try await world.happen(action, values)
                while try await world.dispatcher.deliverDue() > 0 {}
                world.clock.advance(by: .seconds(1))
            }
            let sent = world.log.filter { $0.url == "https://risk.example/events" }
            #expect(
                sent.allSatisfy {
                    $0.header("Content-Type") == "application/secevent+jwt" && $0.header("Authorization") == "Bearer let-me-in"
                })
            let tokens = try sent.map { sent in
                let token = try SignedToken(sent.body)
                #expect(token.type == "secevent+jwt")
                return try JSONValue(parsing: token.payload(verifiedWith: KeySet([world.key.verifyingKey]), algorithms: [.es256]))
            }
            let kinds = tokens.compactMap { $0["events"]?.object?.keys.first?.split(separator: "/").last }
            #expect(kinds == ["token-claims-change", "session-revoked", "session-revoked"])
            let token = try #require(tokens.first)
            #expect(token["iss"]?.string == "https://id.example.com" && token["aud"]?.string == "https://risk.example/events")
            #expect(
                token["sub_id"]?["user"]?["sub"]?.string == world.person.text
                    && token["sub_id"]?["tenant"]?["id"]?.string == world.account.text)
            let claims = token["events"]?.object?.values.first?["claims"]
            #expect(claims?["roles"]?.strings == ["associate"] && token["exp"] == nil && token["sub"] == nil)
            #expect(Set(tokens.compactMap { $0["jti"]?.string }).count == 3)
        }
    }

    @Test("What is not accepted is tried again later and later, with the same id, and given up in the end; a replay sends it once more")
    func retries() async throws {
        try await SignalWorld.with { world in
            world.answer(503, at: "https://hooks.example/in")
            try await world.happen(.memberAdded)
            let dispatcher = world.dispatcher
            var tries = 0
            while let next = try await world.deliveries(of: world.webhook, .waiting).first?.nextTryAt {
                world.clock.advance(by: max(.zero, next - world.clock.now()))
                tries += try await dispatcher.deliverDue()
            }
            let sent = world.log.filter { $0.url == "https://hooks.example/in" }
            #expect(sent.count == 11 && tries == 11, "no security event is among them")
            #expect(Set(sent.map { $0.header("webhook-id") }).count == 1 && Set(sent.map { $0.header("webhook-timestamp") }).count == 11)
            let failed = try await world.deliveries(of: world.webhook)
            #expect(failed.map(\.state) == [.failed] && failed.first?.lastStatus == 503)

            world.answer(204, at: "https://hooks.example/in")
            let now = world.clock.now()
            let webhook = world.webhook
            let replayed = try await world.database.write {
                try $0.replaySignals(of: webhook, nil, since: Timestamp(seconds: 0), alsoSent: false, by: .operatorCommand, at: now)
            }
            #expect(try await dispatcher.deliverDue() == 1 && replayed == 1)
            #expect(try await world.deliveries(of: world.webhook).map(\.state) == [.sent])
            let nothing = try await world.database.write {
                try $0.replaySignals(of: webhook, nil, since: Timestamp(seconds: 0), alsoSent: false, by: .operatorCommand, at: now)
            }
            #expect(nothing == 0)
        }
    }

    @Test("A receiver that is away delays no other, and is sent at most eight at a time")
    func apart() async throws {
        try await SignalWorld.with { world in
            world.answer(0, at: "https://hooks.example/in")
            for _ in 1...12 { try await world.happen(.memberAdded) }
            for _ in 1...12 { try await world.happen(.memberRemoved) }
            let first = try await world.dispatcher.deliverDue()
            #expect(first == 16, "eight each")
            while try await world.dispatcher.deliverDue() > 0 {}
            #expect(try await world.deliveries(of: world.security).allSatisfy { $0.state == .sent })
            let waiting = try await world.deliveries(of: world.webhook)
            #expect(waiting.count == 24 && waiting.allSatisfy { $0.state == .waiting && $0.lastError?.isEmpty == false })
        }
    }

    @Test("Whoever answers 410 is told nothing more until the operator says so; what waited then is sent, what happened meanwhile is not")
    func gone() async throws {
        try await SignalWorld.with { world in
            world.answer(410, at: "https://hooks.example/in")
            try await world.happen(.memberAdded)
            try await world.dispatcher.deliverDue()
            let id = world.webhook.id
            let disabled = try #require(try await world.database.read { try $0.signalReceiver(id) })
            #expect(disabled.disabledAt != nil)
            world.clock.advance(by: .hours(1))
            try await world.happen(.memberRemoved)
            try await world.dispatcher.deliverDue()
            #expect(world.log.filter { $0.url == "https://hooks.example/in" }.count == 1)
            world.answer(200, at: "https://hooks.example/in")
            let now = world.clock.now()
            try await world.database.write { try $0.enable(disabled, by: .operatorCommand, at: now) }
            try await world.dispatcher.deliverDue()
            #expect(world.log.filter { $0.url == "https://hooks.example/in" }.count == 2)
            #expect(try await world.deliveries(of: world.webhook).map(\.type) == ["member.added"])
        }
    }

    @Test("Nobody is told of other products, of what happened before they asked, or of types that they did not ask for")
    func choice() async throws {
        try await SignalWorld.with { world in
            try await world.happen(.memberAdded, product: "mail")
            try await world.happen(.invitationSent)
            try await world.happen(.projectOpened, on: "prj_1")
            #expect(try await world.deliveries(of: world.webhook).map(\.type) == ["project.opened"])
            #expect(try await world.deliveries(of: world.security).isEmpty, "a project is nobody's session")
            var terms = SignalTerms(product: "dashboard", form: .webhook, url: "https://other.example/in")
            terms.types = ["member.removed"]
            let keyring = try #require(Keyring(keys: [1: [UInt8](repeating: 1, count: 32)]))
            world.clock.advance(by: .seconds(1))
            let now = world.clock.now()
            let (other, _) = try terms.receiver(sealedBy: keyring, at: now)
            try await world.database.write { try $0.add(other, at: now) }
            try await world.happen(.memberAdded)
            try await world.happen(.memberRemoved)
            #expect(try await world.deliveries(of: other).map(\.type) == ["member.removed"])
            let dispatched = try await world.dispatcher.deliverDue()
            #expect(dispatched > 0)
            let later = now + .days(31)
            try await world.database.write { try $0.sweepSignals(at: later) }
            #expect(try await world.deliveries(of: other).isEmpty, "the log is kept for 30 days")
        }
    }

    @Test(
        "An address that is not https, and a type that nobody sends, are refused",
        arguments: [
            "http://hooks.example/in", "ftp://hooks.example", "https://hooks.example/a b", "http://localhost.evil.example/",
            "hooks.example", "http://localhost:80@evil.example/", "https://",
            "https://user:word@hooks.example/", "https://é.example/",
        ])
    func refused(_ url: String) throws {
        let keyring = try #require(Keyring(keys: [1: [UInt8](repeating: 1, count: 32)]))
        #expect(throws: SignalError.unusableAddress) {
            try SignalTerms(product: "dashboard", form: .webhook, url: url).receiver(sealedBy: keyring, at: Timestamp(seconds: 0))
        }
        var terms = SignalTerms(product: "dashboard", form: .webhook, url: "http://localhost:9/in")
        terms.types = ["member.vanished"]
        #expect(throws: SignalError.self) { try terms.receiver(sealedBy: keyring, at: Timestamp(seconds: 0)) }
    }
}
