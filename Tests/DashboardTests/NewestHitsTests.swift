import Core
import SQL
import TestSupport
import Testing
import Traffic

@testable import Dashboard

@Suite("Charts of the newest messages") struct NewestHitsTests {
    @Test("Where a word stands beside a status, so many are read at most, and the charts say of how many they are (SQLite)")
    func bounded() async throws {
        let lines = (0..<1200).map { number -> String in
            var line = TrafficLine("m\(number)")
            line.sentAt = 1_717_200_000_000 + Int64(number) * 1000
            line.status = number % 2 == 0 ? "Failed" : "Delivered"
            line.body = "common"
            return line.text
        }
        try await Traffic.with(.sqlite) { database in
            try await Traffic.load(lines, into: database)
            let projects = try await Traffic.numbers(database)
            let filter = Traffic.filter {
                $0.statuses = [.failed]
                $0.words = "common"
            }
            let (some, all, breakdown) = try await database.read { tx in
                let some = try NewestHits.find(filter, projects: projects, reading: 200, in: tx)
                return (
                    some, try NewestHits.find(filter, projects: projects, in: tx),
                    try Breakdown.find(filter, some, projects: projects, in: tx)
                )
            }
            #expect(all.hits.count == 600 && all.isWhole)
            #expect(!some.isWhole && some.hits.map(\.sentAt) == all.hits.prefix(some.hits.count).map(\.sentAt), "the newest of them")
            #expect((90...200).contains(some.hits.count), "\(some.hits.count)")
            #expect(breakdown.newest == some.hits.count)
        }
    }
}
