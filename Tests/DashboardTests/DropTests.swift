import Contract
import Core
import ProductKit
import SQL
import Synchronization
import TestSupport
import Testing
import Web

@testable import Dashboard

@Suite("More messages fail than usual", .onEveryDatabase)
struct DropTests {
    private static let now = Timestamp(seconds: 1_717_416_000)
    private static let call = "POST /api/v1/notices"

    /// 28 days of twenty messages a day, of which one fails with an error.
    private static let history = (1...28).flatMap { day in
        (0..<20).map { number -> String in
            let line = TrafficLine("h\(day)-\(number)").with(\.sentAt, (now - .days(Int64(day)) + .seconds(Int64(number))).milliseconds)
            return number == 0 ? line.with(\.status, "Failed").with(\.errorCode, "401").text : line.text
        }
    }

    private func with(_ role: Role = .administrator, _ body: (Served) async throws -> Void) async throws {
        try await Served.with(.current, role, lines: Self.history) { served in
            try await served.database.write { tx in
                try tx.set([Price(currency: "EUR", country: "", validFrom: 0, amount: Amount("0.05") ?? .zero)])
            }
            try served.id.activate("writer", project: "prj_checkout", scope: "messages.write")
            try await body(served)
        }
    }

    private func line(_ id: String, _ status: String, _ error: String = "", sender: String = "Northwind") -> String {
        """
        {"id":"\(id)","from":"\(sender)","to":"+46701112233","country":"SE","status":"\(status)","error_code":"\(error)","parts":1,\
        "sent_at":\(Self.now.milliseconds - 60_000),"body":"hello"}
        """
    }

    /// Sends so many, of which each one in `failing` fails.
    private func send(_ served: Served, _ count: Int, failing: Int, named: String, error: String = "402") async {
        let lines = (0..<count).map { number in
            number % failing == 0 ? line("\(named)\(number)", "Failed", error) : line("\(named)\(number)", "Delivered")
        }
        for start in stride(from: 0, to: lines.count, by: 50) {
            #expect(await served.send(Array(lines[start..<min(start + 50, lines.count)]), bearer: "writer").status == 200)
        }
    }

    private func drops(_ served: Served) async throws -> [Drop] {
        let numbers = try await Traffic.numbers(served.database)
        return try await served.database.read { tx in try Drop.find(projects: numbers, since: Self.now - .days(90), in: tx) }
    }

    @Test("From 5 to 20 per cent is noticed within 100 failed messages, and shown with the error that grew, its rates and its messages")
    func noticed() async throws {
        try await with { served in
            await send(served, 500, failing: 5, named: "b")
            let drop = try #require(try await drops(served).first)
            #expect(drop.errorCode == "402" && drop.endedAt == nil && drop.usualFailed == 28 && drop.usualFinished == 560)
            for page in [OverviewPath.overview, MessagePath.list, DropPath.list] {
                let text = await served.get(page).text
                #expect(text.contains("Northwind to Sweden fail in Checkout") && text.contains("20.0"), "\(page)")
                #expect(text.contains("/messages?sender=Northwind&amp;country=SE&amp;status=not-delivered&amp;from=2024-06-03"))
            }
            let narrowed = await served.get(MessagePath.list.query([("country", "SE")])).text
            #expect(!narrowed.contains("fail in Checkout"), "an answer is not interrupted")
        }
    }

    @Test("What is usual, what was sent long ago, and a sender with little traffic are no news")
    func quiet() async throws {
        try await with { served in
            await send(served, 400, failing: 20, named: "u")
            let few = (0..<200).map { line("f\($0)", "Failed", "402", sender: "Newcomer") }
            #expect(await served.send(few, bearer: "writer").status == 200)
            let old = (0..<400).map { number in
                TrafficLine("o\(number)").with(\.status, "Failed").with(\.sentAt, (Self.now - .days(20)).milliseconds).text
            }
            try await Traffic.load(old, into: served.database, knowing: { _ in [.init("Checkout", project: "prj_checkout")] })
            #expect(try await drops(served).isEmpty)
            #expect(await served.get(DropPath.list).text.contains("Nothing fails more than usual"))
        }
    }

    @Test("A message counts once, when its status is final")
    func once() async throws {
        try await with { served in
            let open = (0..<40).map { line("m\($0)", "Dispatched") }
            let ended = (0..<40).map { line("m\($0)", "Failed", "402") }
            _ = await served.send(open, bearer: "writer")
            let project = try #require(try await Traffic.numbers(served.database, "Checkout").first)
            func counted() async throws -> Int {
                try await served.database.read { tx in
                    try SeriesWatch.find(TrafficSeries(project: project, country: "SE", sender: "Northwind"), in: tx)?.counts.failed ?? 0
                }
            }
            #expect(try await counted() == 0)
            for _ in 0..<3 { _ = await served.send(Array(ended.prefix(5)), bearer: "writer") }
            #expect(try await counted() == 5)
        }
    }

    @Test("It is over when it fails as usual again; what lasted a week is usual from then on")
    func over() async throws {
        try await with { served in
            await send(served, 500, failing: 5, named: "b")
            await send(served, 400, failing: 20, named: "g")
            let first = try #require(try await drops(served).first)
            #expect(first.end == .recovered && first.endedAt != nil)
            #expect(await served.get(DropPath.list).text.contains("It is as before"))
            await send(served, 500, failing: 4, named: "c")
            #expect(try await drops(served).count == 2)
            (served.site.clock as? TestClock)?.advance(by: .days(7))
            try await DropWatch(served.site).work()
            #expect(try await Set(drops(served).map(\.end)) == [.usual, .recovered])
        }
    }

    @Test("What ends out of order closes a rise now, and the next day goes on; a rise that became usual is not noticed again")
    func order() async throws {
        try await with { served in
            let clock = try #require(served.site.clock as? TestClock)
            await send(served, 500, failing: 5, named: "b")
            // Receipts of what was sent two days before come in last.
            let early = (0..<400).map { number in
                line("e\(number)", number % 20 == 0 ? "Failed" : "Delivered", number % 20 == 0 ? "402" : "")
                    .replacing("\(Self.now.milliseconds - 60_000)", with: "\((Self.now - .days(2)).milliseconds)")
            }
            for start in stride(from: 0, to: 400, by: 100) {
                #expect(await served.send(Array(early[start..<start + 100]), bearer: "writer").status == 200)
            }
            let first = try #require(try await drops(served).first)
            #expect(first.end == .recovered && (first.endedAt ?? first.since) >= first.since)
            clock.advance(by: .days(1))
            let next = (0..<50).map {
                line("n\($0)", "Delivered").replacing("\(Self.now.milliseconds - 60_000)", with: "\(clock.now().milliseconds)")
            }
            #expect(await served.send(next, bearer: "writer").status == 200)
        }
        try await with { served in
            let clock = try #require(served.site.clock as? TestClock)
            func day(_ name: String) async {
                let lines = (0..<100).map { number in
                    line("\(name)-\(number)", number % 5 == 0 ? "Failed" : "Delivered", number % 5 == 0 ? "402" : "")
                        .replacing("\(Self.now.milliseconds - 60_000)", with: "\(clock.now().milliseconds - 1000)")
                }
                #expect(await served.send(lines, bearer: "writer").status == 200)
            }
            for number in 0..<24 {
                await day("d\(number)")
                try await DropWatch(served.site).work()
                clock.advance(by: .days(1))
            }
            #expect(try await drops(served).map(\.end) == [.usual])
        }
    }

    @Test("Whoever wants to know is told once, with the project, and again only of another; while the ID does not answer it waits")
    func told() async throws {
        try await with { served in
            func told() -> Int { served.id.calls.count { $0 == Self.call } }
            #expect(await served.post(DropPath.list, from: DropPath.list, [("act", "join")]).status == 303)
            #expect(await served.get(DropPath.list).text.contains("Stop telling me"))
            await send(served, 500, failing: 5, named: "b")
            served.id.state.withLock { $0.isDown = true }
            await #expect(throws: (any Error).self) { try await DropWatch(served.site).work() }
            served.id.state.withLock {
                $0.isDown = false
                $0.answers[Self.call] = (200, ["id": "ntc_1", "told": 1])
            }
            let before = told()
            for _ in 0..<3 { try await DropWatch(served.site).work() }
            #expect(told() - before == 1)
            #expect(await served.post(DropPath.list, from: DropPath.list, [("act", "leave")]).status == 303)
            await send(served, 400, failing: 20, named: "g")
            await send(served, 500, failing: 5, named: "d")
            try await DropWatch(served.site).work()
            #expect(try await drops(served).count == 2 && told() - before == 1, "nobody wants to know")
        }
    }

    @Test("Only projects that a reader sees are named to them", arguments: [Role.member, .support, .associate])
    func projects(role: Role) async throws {
        let lines = Self.history + [TrafficLine("a1").with(\.project, "Alerts").text]
        try await Served.with(.current, role, assigned: ["prj_alerts"], lines: lines) { served in
            try await served.database.write { tx in
                let number = try #require(try TrafficProject.all(accounts: ["acc_1"], in: tx).first { $0.name == "Checkout" }).number
                let series = TrafficSeries(project: number, country: "SE", sender: "Northwind")
                try Drop(
                    id: "drp_1", series: series, since: Self.now, noticedAt: Self.now, finished: 50, failed: 20, usualFinished: 500,
                    usualFailed: 20, errorCode: "402"
                ).insert(in: tx)
            }
            for page in [OverviewPath.overview, MessagePath.list, DropPath.list] {
                #expect(!(await served.get(page).text.contains("More messages from Northwind")), "\(page)")
            }
            try served.id.setRole(role, assigned: ["prj_alerts", "prj_checkout"])
            #expect(await served.get(DropPath.list).text.contains("Northwind to Sweden"))
        }
    }
}
