import Access
import Core
import Identity
import Outbox
import SQL
import TestSupport
import Testing
import Transition

@testable import Lanyard

@Suite("The announcement of a phase")
struct AnnouncementTests {
    @Test(
        "A week before it begins everybody whom it brings inside is told once, in parts; nobody else, and nobody after it began",
        .onEveryDatabase)
    func told() async throws {
        try await RunningServer.with(example: true) { server in
            let database = server.installation.database
            let mails = PhaseMails(catalog: server.installation.catalog)
            let begin = server.clock.now() + .days(9)
            let left = try #require(try await server.installation.people(named: RunningServer.appLogin(0).email).first).id
            let there = try #require(try await server.installation.people(named: RunningServer.appLogin(1).email).first).id
            let early = server.clock.now()
            try await database.write { tx in
                var terms = RolloutPhase.Terms()
                terms.percent = 10_000
                terms.listed[.person(left)] = false
                try tx.noteArrival(of: there, in: "dashboard", at: early)
                let work = RolloutWork(tx, at: early)
                _ = try work.start(work.add(named: "all", to: "dashboard", terms), at: begin, announced: true)
                _ = try work.start(work.add(named: "quiet", to: "mail", terms), at: begin)
            }
            func send() async throws -> Int {
                let now = server.clock.now()
                var parts = 0
                while try await database.write({ try mails.sendNext(in: $0, at: now) }) { parts += 1 }
                return parts
            }
            #expect(try await send() == 0, "not yet")
            server.clock.advance(by: .days(3))
            // The server sends parts by itself meanwhile: what counts is that all of them are told, and once.
            _ = try await send()
            #expect(try await send() == 0, "once")
            let told = try await database.read {
                try $0.rows("SELECT recipient FROM outbox WHERE subject LIKE '%Customer Dashboard%'").count
            }
            let expected = try await database.read { tx in
                try tx.rows(
                    """
                    SELECT DISTINCT p.id FROM people p JOIN import_sources s ON s.person_id = p.id AND s.product = 'dashboard'
                    JOIN email_addresses a ON a.person_id = p.id
                    WHERE p.status IN ('active', 'invited') AND p.id NOT IN (\(left), \(there))
                    """
                ).count
            }
            #expect(told == expected && told > 500, "\(told) of \(expected)")
            let keyring = server.installation.keyring
            let one = try await database.read { tx in
                try tx.newestMessages(limit: 50, openedBy: keyring).first { $0.text.contains("that of your ID") }
            }
            let text = try #require(one).text.replacing("\u{A0}", with: " ")
            #expect(text.contains("12 June 2024"), "\(text)")
        }
    }

    @Test("A phase that has begun is announced no more, nor one that was paused")
    func late() async throws {
        try await RunningServer.with(.sqlite, example: true) { server in
            let mails = PhaseMails(catalog: server.installation.catalog)
            let now = server.clock.now()
            try await server.installation.database.write { tx in
                var terms = RolloutPhase.Terms()
                terms.percent = 10_000
                let work = RolloutWork(tx, at: now)
                let phase = try work.start(work.add(named: "all", to: "dashboard", terms), at: now + .days(1), announced: true)
                #expect(try mails.sendNext(in: tx, at: now))
                let started = try mails.sendNext(in: tx, at: now + .days(2))
                #expect(!started)
                _ = try work.pause(phase)
                let paused = try mails.sendNext(in: tx, at: now)
                #expect(!paused)
            }
        }
    }
}
