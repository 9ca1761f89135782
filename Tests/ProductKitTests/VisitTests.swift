import Core
import SQL
import TestSupport
import Testing

@testable import ProductKit

@Suite("Visits of a first page")
struct VisitTests {
    private let start = Timestamp(seconds: 1_717_416_000)

    @Test("The first visit has no news; the next begins after half an hour's absence, with the end of the one before")
    func rule() {
        let first = Visit.now(start, after: nil)
        #expect(first == Visit(since: nil, seenAt: start))
        #expect(Visit.now(start + .minutes(31), after: first) == Visit(since: start, seenAt: start + .minutes(31)))
        #expect(Visit.now(start + .minutes(30), after: first).since == nil)
        #expect(
            Visit.now(start + .days(91), after: first) == Visit(since: nil, seenAt: start + .days(91)), "who was away so long begins anew")
    }

    @Test("A reload shows the same news, however often, and a visit that goes on is written down every five minutes")
    func reload() {
        var visit = Visit(since: start - .days(1), seenAt: start)
        #expect(Visit.now(start + .minutes(5), after: visit) == visit)
        for minute in 1...180 { visit = Visit.now(start + .minutes(Int64(minute)), after: visit) }
        #expect(visit.since == start - .days(1) && start + .minutes(180) - visit.seenAt <= .minutes(5))
    }

    @Test("Each person's visits of each account are kept by themselves, and forgotten after 90 days", .onEveryDatabase)
    func kept() async throws {
        try await TestDatabase.with(.current, ProductSchema.migrations) { database in
            func note(_ person: String, _ account: String, _ time: Timestamp) async throws -> Timestamp? {
                try await Visit.note(by: person, in: account, at: time, database)
            }
            #expect(try await note("per_1", "acc_1", start) == nil)
            #expect(try await note("per_1", "acc_2", start + .days(1)) == nil)
            #expect(try await note("per_2", "acc_1", start + .days(1)) == nil)
            #expect(try await note("per_1", "acc_1", start + .days(1)) == start)
            #expect(try await note("per_1", "acc_1", start + .days(1) + .minutes(2)) == start)
            #expect(try await note("per_3", "acc_1", start + .days(100)) == nil)
            let left: Int? = try await database.read { tx in try tx.first("SELECT COUNT(*) AS count FROM product_visits")?["count"] }
            #expect(left == 1)
        }
    }
}
