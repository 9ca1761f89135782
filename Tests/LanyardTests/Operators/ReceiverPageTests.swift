import Access
import Audit
import Core
import SQL
import Signals
import TestSupport
import Testing

@testable import Lanyard

@Suite("Webhooks on the operator's pages", .onEveryDatabase)
struct ReceiverPageTests {
    /// A receiver that nobody answers, and three messages to it. It asks for a type that nothing here sends, so that its log holds these alone,
    /// however late the events of the example data are told.
    private func receiver(_ server: RunningServer) async throws -> SignalReceiver {
        let now = server.clock.now()
        var terms = SignalTerms(product: "dashboard", form: .webhook, url: "http://localhost:1/hooks")
        terms.types = ["member.removed"]
        let (receiver, _) = try terms.receiver(sealedBy: server.installation.keyring, at: now)
        try await server.installation.database.write { tx in
            try tx.add(receiver, at: now)
            for (number, state) in ["failed", "sent", "waiting"].enumerated() {
                try tx.run(
                    """
                    INSERT INTO signal_deliveries (id, receiver_id, event_id, type, body, created_at, next_try_at, tries, state, last_status)
                    VALUES (\(DeliveryID(at: now)), \(receiver.id), \(EventID(at: now)), \("test.\(number)"), '{}', \(now),
                        \(now + .days(1)), 3, \(state), 503)
                    """)
            }
        }
        return receiver
    }

    @Test("The log of a receiver shows what was sent and what became of it, and sends again what was given up")
    func log() async throws {
        try await RunningServer.with(example: true) { server in
            let receiver = try await receiver(server)
            let browser = try await server.operatorBrowser("operator")
            var page = try await browser.get(server.id + "/operate/receivers")
            #expect(page.text.contains("http://localhost:1/hooks") && page.text.contains("Works"), "\(page.text.prefix(800))")
            let path = "/operate/receivers/\(receiver.id.text)"
            page = try await browser.get(server.id + path)
            #expect((0...2).allSatisfy { page.text.contains("test.\($0)") } && page.text.contains("503"), "\(page.text.suffix(1500))")
            page = try await browser.get(server.id + path + "?state=failed")
            #expect(page.text.contains("test.0") && !page.text.contains("test.1"))
            page = try await browser.submit(try #require(page.form(to: path + "/replay")))
            #expect(page.text.contains("1 message is sent again."), "\(page.text.prefix(800))")
            let (state, events): (String?, [String]) = try await server.installation.database.read { tx in
                (
                    try tx.first("SELECT state FROM signal_deliveries WHERE type = 'test.0'")?["state"],
                    try tx.rows("SELECT actor FROM audit_events WHERE action = 'signal-receiver.replayed'").map { try $0["actor"] }
                )
            }
            #expect(state == "waiting" && events.count == 1 && events.allSatisfy { $0.hasPrefix("person:") })
        }
    }

    @Test("A receiver that was turned off is sent to again by the one button for it, and an auditor has none")
    func enabling() async throws {
        try await RunningServer.with(.sqlite, example: true) { server in
            let receiver = try await receiver(server)
            let now = server.clock.now()
            try await server.installation.database.write {
                try $0.disable(receiver, because: "It answered 410.", by: .system, at: now)
            }
            let path = "/operate/receivers/\(receiver.id.text)"
            let auditor = try await server.operatorBrowser("auditor")
            let seen = try await auditor.get(server.id + path)
            #expect(
                seen.text.contains("It answered 410.") && seen.form(to: path + "/enable") == nil && seen.form(to: path + "/replay") == nil)
            server.clock.advance(by: .minutes(2))
            let browser = try await server.operatorBrowser("operator", 1)
            var page = try await browser.get(server.id + path)
            page = try await browser.submit(try #require(page.form(to: path + "/enable")))
            #expect(page.text.contains("It is sent to again."), "\(page.text.prefix(800))")
            #expect(try await server.installation.database.read { try $0.signalReceiver(receiver.id)?.disabledAt } == nil)
            #expect(try await browser.get(server.id + "/operate/receivers/hook_00000000000000000000000001").status == 404)
        }
    }
}
