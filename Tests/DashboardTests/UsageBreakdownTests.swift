import Contract
import Core
import Language
import ProductKit
import SQL
import TestSupport
import Testing
import Traffic
import Web

@testable import Dashboard

@Suite("Usage of a period beside the one before", .onEveryDatabase)
struct UsageBreakdownTests {
    /// The third of June 2024, as `Served` has it.
    private static let now = Timestamp(seconds: 1_717_416_000)
    private static let today = Day.of(now)

    private func period(_ values: [(String, String)] = [], at now: Timestamp = Self.now) -> UsagePeriod {
        UsagePeriod(Values(values), at: now)
    }

    private func line(_ id: String, _ day: Int, _ price: String, _ country: String = "SE", _ sender: String = "Northwind") -> TrafficLine {
        TrafficLine(id).with(\.sentAt, Day.start(day).milliseconds + 1000).with(\.price, price).with(\.country, country)
            .with(\.sender, sender)
    }

    private func find(_ database: any Database, _ period: UsagePeriod, _ projects: [Int64]) async throws -> UsageBreakdown {
        try await database.read { tx in try UsageBreakdown.find(period, projects: projects, .operatorCommand, in: tx) }
    }

    private func text(_ rows: [UsageBreakdown.Row]) -> [String] {
        rows.map { row in
            "\(row.value) \(row.now.messages) \(row.now.cost.decimal(.operatorCommand)) \(row.before.messages) "
                + "\(row.before.cost.decimal(.operatorCommand)) \(row.currency)"
        }
    }

    @Test(
        "A month stands beside the month before up to the same day, and other days beside as many before",
        arguments: [
            ("", "2024-05-05", "2024-06-03", "2024-04-05", "2024-05-04"), ("month", "2024-06-01", "2024-06-03", "2024-05-01", "2024-05-03"),
            ("last-month", "2024-05-01", "2024-05-31", "2024-04-01", "2024-04-30"),
            ("7", "2024-05-28", "2024-06-03", "2024-05-21", "2024-05-27"), ("90", "2024-03-06", "2024-06-03", "2023-12-07", "2024-03-05"),
            ("today", "2024-05-05", "2024-06-03", "2024-04-05", "2024-05-04"),
        ])
    func periods(name: String, first: String, last: String, beforeFirst: String, beforeLast: String) {
        let period = period([("time", name)])
        #expect([period.now.lowerBound, period.now.upperBound].map(Day.iso) == [first, last])
        #expect([period.before.lowerBound, period.before.upperBound].map(Day.iso) == [beforeFirst, beforeLast])
        #expect(period.errors.isEmpty)
    }

    @Test("The end of March stands beside all of February, which is shorter")
    func shorterMonth() {
        let end = Timestamp(seconds: 1_711_900_000)
        let period = period([("time", "month")], at: end)
        #expect([period.now.lowerBound, period.now.upperBound].map(Day.iso) == ["2024-03-01", "2024-03-31"])
        #expect([period.before.lowerBound, period.before.upperBound].map(Day.iso) == ["2024-02-01", "2024-02-29"])
    }

    @Test("Days that are written count, at most 366 of them, and what is no day is said at its field")
    func written() {
        let good = period([("from", "2024-01-01"), ("to", "2024-12-31"), ("time", "7")])
        #expect(good.now.count == 366 && good.errors.isEmpty)
        #expect(period([("from", "2024-05-30")]).now.upperBound == Self.today)
        #expect(period([("to", "2024-05-30")]).now.count == 30)
        for (from, to, field) in [
            ("2024-01-01", "2025-01-01", "to"), ("2024-06-02", "2024-06-01", "to"), ("June", "", "from"), ("", "2024-13-01", "to"),
        ] {
            #expect(period([("from", from), ("to", to)]).errors.map(\.field) == [field], "\(from) \(to)")
        }
    }

    @Test("Each breakdown counts each message once, now or before, in its currency, to the last decimal")
    func sums() async throws {
        try await Traffic.with { database in
            let today = Self.today
            try await Traffic.load(
                [
                    line("a", today, "0.0075").text, line("b", today, "1.5", "NO", "Shop").text, line("c", today - 6, "0.25").text,
                    line("d", today - 7, "2").text, line("e", today - 13, "0.00000001", "NO").text, line("f", today - 14, "99").text,
                    line("g", today, "3").with(\.currency, "SEK").text, line("h", today, "4").with(\.project, "Alerts").text,
                    line("i", today, "0.1", "SE", "+46700000001").with(\.direction, "inbound").text,
                    line("x", today, "77").with(\.account, "acc_2").text,
                ], into: database)
            let projects = try await Traffic.numbers(database, "Checkout")
            let found = try await find(database, period([("time", "7")]), projects)
            #expect(
                text(found.rows(by: .country)) == [
                    "SE 1 3.00 0 0.00 SEK", "NO 1 1.50 1 0.00000001 EUR", "SE 3 0.3575 1 2.00 EUR",
                ])
            #expect(
                text(found.rows(by: .sender)) == [
                    "Northwind 1 3.00 0 0.00 SEK", "Shop 1 1.50 0 0.00 EUR", "Northwind 2 0.2575 2 2.00000001 EUR", " 1 0.10 0 0.00 EUR",
                ])
            #expect(
                text(found.rows(by: .day)) == ["0 1 0.25 1 0.00000001 EUR", "6 3 1.6075 1 2.00 EUR", "6 1 3.00 0 0.00 SEK"])
            #expect(text(found.totals) == [" 1 3.00 0 0.00 SEK", " 4 1.8575 2 2.00000001 EUR"])
            #expect(try await find(database, period(), []).totals.isEmpty)
        }
    }

    @Test("For any traffic, messages that change and messages that are deleted, every breakdown adds up to the usage by day")
    func addsUp() async throws {
        try await Traffic.with { database in
            var seed: UInt64 = 7
            func next(_ limit: Int) -> Int {
                seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                return Int(seed >> 33) % limit
            }
            for _ in 0..<4 {
                let lines = (0..<40).map { _ in
                    line(
                        "m\(next(60))", Self.today - next(60), "0.0\(next(900) + 1)", ["SE", "NO", ""][next(3)], ["A", "B", "C"][next(3)]
                    )
                    .with(\.project, ["Checkout", "Alerts"][next(2)]).text
                }
                try await Traffic.load(lines, into: database)
            }
            let projects = try await Traffic.numbers(database)
            let before = try await find(database, period(), projects)
            for kind in UsageBreakdown.Kind.allCases {
                let sum = before.rows(by: kind).reduce(into: UsageBreakdown.Sum()) { $0 += $1.now }
                #expect(sum == before.totals.first?.now && sum.messages > 0, "\(kind)")
            }
            // As a database of an earlier schema comes in, some of whose messages are deleted.
            try await database.write { tx in
                let all = try tx.all("SELECT \(Message.columns) FROM messages m ORDER BY m.key LIMIT 20", as: Message.self)
                for message in all { try message.delete(message.text, in: tx) }
                try tx.run("DELETE FROM usage_cells")
                try UsageChanges.rebuildCells(in: tx)
            }
            let after = try await find(database, period(), projects)
            for kind in UsageBreakdown.Kind.allCases {
                let sum = after.rows(by: kind).reduce(into: UsageBreakdown.Sum()) { $0 += $1.now }
                #expect(sum == before.totals.first?.now, "\(kind)")
            }
        }
    }

    @Test("Long periods are drawn by the week, with every day in one")
    func weeks() async throws {
        try await Traffic.with { database in
            try await Traffic.load([0, 1, 99, 100, 101].map { line("m\($0)", Self.today - $0, "1").text }, into: database)
            let long = period([("from", Day.iso(Self.today - 100)), ("to", Day.iso(Self.today))])
            let days = UsageDays(try await find(database, long, try await Traffic.numbers(database)), long, in: "EUR")
            #expect(days.isWeekly && days.rows.count == 15)
            #expect(days.rows.map(\.now.messages) == [2] + Array(repeating: 0, count: 13) + [2])
            #expect(days.now(at: 14) == (Self.today - 2)...Self.today)
            #expect(days.rows.last?.before.messages == 1)
        }
    }
}
