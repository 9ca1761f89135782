import Core
import Foundation
import SQL
import TestSupport
import Testing
import Traffic

@testable import Dashboard

@Suite("Feeding a file as if it were sent now", .onEveryDatabase)
struct MessageReplayTests {
    @Test("Messages come on their way first, end as the file says, in its order, and again under new ids")
    func fed() async throws {
        try await Traffic.with { database in
            let folder = try TestDatabase.temporaryFolder()
            defer { try? FileManager.default.removeItem(at: folder) }
            let file = folder.appending(path: "messages.ndjson").path
            let lines = [
                TrafficLine("late").with(\.sentAt, 1_717_200_600_000).with(\.status, "Failed").with(\.errorCode, "405").text,
                TrafficLine("early").with(\.sentAt, 1_717_200_000_000).text, "nonsense",
                TrafficLine("never").with(\.sentAt, 1 << 60).text,
            ]
            try lines.joined(separator: "\n").write(toFile: file, atomically: true, encoding: .utf8)
            let clock = TestClock(Timestamp(seconds: 1_717_500_000))
            let replay = MessageReplay(into: database, accounts: Traffic.accounts(with: "Checkout"), speed: 60) { clock.advance(by: $0) }
            let report = try await replay.run(file: file, clock: clock)
            #expect(report.imported == 2 && report.updated == 2 && report.rejected.map(\.line) == [3, 4], "\(report)")
            clock.advance(by: .hours(1))
            #expect(try await replay.run(file: file, clock: clock).imported == 2)
            let projects = try await Traffic.numbers(database)
            let found = try await database.read { tx in try MessagePage.find(MessageFilter(), projects: projects, in: tx).messages }
            #expect(found.map { String($0.id.split(separator: "-").last ?? "") } == ["late", "early", "late", "early"])
            #expect(found[0].sentAt - found[1].sentAt == .seconds(10), "ten minutes at sixty times")
            #expect(found[0].status == .failed && found[0].errorCode == "405" && found[1].status == .delivered)
            await #expect(throws: LineFile.Unreadable.self) { try await replay.run(file: file + "x", clock: clock) }
        }
    }
}
