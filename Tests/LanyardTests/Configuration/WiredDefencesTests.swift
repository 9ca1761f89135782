import Delivery
import HTTPTypes
import Logging
import TestSupport
import Testing
import Web

@testable import Lanyard

@Suite("Defences as the configuration wires them")
struct WiredDefencesTests {
    private static let https = [
        "example": "false", "id.public_address": "https://id.example.com", "dashboard.public_address": "https://dashboard.example.com",
        "mail.public_address": "https://mail.example.com",
    ]

    @Test("Over https every server tells browsers to stay with it, and a server on this machine does not")
    func strictTransport() async throws {
        for (settings, isSent) in [(Self.https, true), ([:], false)] {
            try await RunningServer.with(.sqlite, settings: settings) { running in
                #expect(running.server.websites.count == 3)
                for (part, website) in running.server.websites {
                    let answer = await website.answer(.init(.get, "/health/live"))
                    #expect((answer.headers[.strictTransportSecurity] == "max-age=31536000; includeSubDomains") == isSent, "\(part.name)")
                }
            }
        }
    }

    @Test("The address that a header names is believed from the configured proxies alone, on every server")
    func proxies() async throws {
        try await RunningServer.with(.sqlite, settings: ["trusted_proxies": "10.0.0.0/8"]) { running in
            for (part, website) in running.server.websites {
                let proxies = website.settings.proxies
                #expect(proxies.client(peer: "10.0.0.5", headerValues: ["203.0.113.7"]) == "203.0.113.7", "\(part.name)")
                #expect(proxies.client(peer: "192.0.2.9", headerValues: ["203.0.113.7"]) == "192.0.2.9", "\(part.name)")
            }
        }
        try await RunningServer.with(.sqlite) { running in
            for (part, website) in running.server.websites {
                #expect(website.settings.proxies.client(peer: "10.0.0.5", headerValues: ["203.0.113.7"]) == "10.0.0.5", "\(part.name)")
            }
        }
    }

    @Test("What is sent to clients reaches this machine only where a product is on it or the configuration says so")
    func reach() async throws {
        let cases: [([String: String], Bool)] = [
            (Self.https, false), (Self.https.merging(["logout.reach_loopback": "true"]) { $1 }, true), ([:], true),
        ]
        for (settings, isReached) in cases {
            try await RunningServer.with(.sqlite, settings: settings) { running in
                #expect(running.installation.reachOfClients.allows([127, 0, 0, 1]) == isReached)
                #expect(!running.installation.reachOfClients.allows([10, 0, 0, 1]))
            }
        }
    }
}
