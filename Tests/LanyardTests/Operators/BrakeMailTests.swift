import Access
import Core
import Identity
import Outbox
import SQL
import TestSupport
import Testing
import Transition

@testable import Lanyard

@Suite("Mails of what the brake paused")
struct BrakeMailTests {
    @Test("Every operator is told once, with the class and the figures; support and auditors are not", .onEveryDatabase)
    func told() async throws {
        try await RunningServer.with(example: true) { server in
            let roles: [RoleID] = ["operator", "support", "auditor"]
            for (number, role) in roles.enumerated() { _ = try await server.operatorBrowser(role, number) }
            let now = server.clock.now()
            let mails = BrakeMails(operations: try server.installation.operations, issuer: "https://id.example")
            let keyring = server.installation.keyring
            let told = try await server.installation.database.write { tx -> [String] in
                try tx.run(
                    """
                    INSERT INTO rollout_brakes (id, product, hash, begun_at, evidence, threshold, rate, inside, inside_failed,
                        outside, outside_failed)
                    VALUES (\(RolloutBrakeID(at: now)), 'dashboard', 'bcrypt 2a', \(now), 90000, 40000, 72000, 40, 31, 300, 12)
                    """)
                try mails.send(try tx.rolloutBrakes(), named: { $0.rawValue }, in: tx, at: now)
                return try tx.newestMessages(limit: 20, openedBy: keyring).filter { $0.text.contains("31 of 40") }.map {
                    $0.recipient + " " + $0.text
                }
            }
            #expect(told.count == 1)
            let mail = try #require(told.first)
            #expect(mail.hasPrefix(try RunningServer.appLogin(0).email))
            for part in ["bcrypt 2a", "12 of 300", "https://id.example/operate/moves/dashboard"] { #expect(mail.contains(part), "\(mail)") }
        }
    }
}
