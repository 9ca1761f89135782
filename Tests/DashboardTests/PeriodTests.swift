import Core
import ProductKit
import TestSupport
import Testing
import Traffic
import Web

@testable import Dashboard

@Suite("The period of the figures")
struct PeriodTests {
    private func period(_ preset: TimePreset?, on day: String, newest: String? = nil) throws -> [String] {
        let today = try #require(Day.parse(day))
        let period = Period(preset, newest: try newest.map { try #require(Day.parse($0)) } ?? today, today: today)
        return [period.days.lowerBound, period.days.upperBound, period.before.lowerBound, period.before.upperBound].map(Day.iso)
    }

    @Test("Each stands beside as many days before it")
    func presets() throws {
        #expect(try period(.today, on: "2024-06-03") == ["2024-06-03", "2024-06-03", "2024-06-02", "2024-06-02"])
        #expect(try period(.yesterday, on: "2024-06-03") == ["2024-06-02", "2024-06-02", "2024-06-01", "2024-06-01"])
        #expect(try period(.week, on: "2024-06-03") == ["2024-05-28", "2024-06-03", "2024-05-21", "2024-05-27"])
        #expect(try period(.month, on: "2024-06-03") == ["2024-05-05", "2024-06-03", "2024-04-05", "2024-05-04"])
        #expect(try period(.quarter, on: "2024-06-03") == ["2024-03-06", "2024-06-03", "2023-12-07", "2024-03-05"])
        #expect(try period(.lastMonth, on: "2024-03-15") == ["2024-02-01", "2024-02-29", "2024-01-01", "2024-01-31"])
    }

    @Test("This month stands beside the same days of the month before, or as many as that has")
    func months() throws {
        #expect(try period(.thisMonth, on: "2024-06-03") == ["2024-06-01", "2024-06-03", "2024-05-01", "2024-05-03"])
        #expect(try period(.thisMonth, on: "2023-03-31") == ["2023-03-01", "2023-03-31", "2023-02-01", "2023-02-28"])
        #expect(try period(.thisMonth, on: "2024-01-10") == ["2024-01-01", "2024-01-10", "2023-12-01", "2023-12-10"])
    }

    @Test("Where nobody chose it ends with the newest day that has messages, and never after today")
    func unchosen() throws {
        #expect(try period(nil, on: "2024-06-03", newest: "2024-03-31") == ["2024-03-02", "2024-03-31", "2024-02-01", "2024-03-01"])
        #expect(try period(nil, on: "2024-06-03", newest: "2024-06-09")[1] == "2024-06-03")
    }

    private static let lines = [
        TrafficLine("n1").with(\.price, "0.0100").text,
        TrafficLine("n2").with(\.price, "0.0100").text,
        TrafficLine("o1").with(\.price, "0.0025").with(\.sentAt, 1_717_286_400_000 - 7 * 86_400_000).text,
        TrafficLine("h1").with(\.project, "Alerts").with(\.price, "0.5000").text,
    ]

    @Test("The address holds it; figures of the days before stand beside it; what it cost is there with Billing alone", .onEveryDatabase)
    func pages() async throws {
        for role in [Role.administrator, .member, .associate] {
            try await Served.with(.current, role, lines: Self.lines) { served in
                let page = await served.get(OverviewPath.overview.query([("time", "7")])).text
                let place = role == .administrator ? "&amp;_project=" : ""
                #expect(page.contains("<a href=\"/overview?time=7\(place)\" aria-current=\"page\">Last 7 days</a>"), "\(role)")
                let sent = role == .administrator ? 3 : 2
                #expect(page.contains("<dd class=\"value\">\(sent)</dd><dd class=\"detail\">1 in the 7 days before</dd>"), "\(role)")
                let hasBilling = try role.row()["billing"] != .nothing
                #expect(page.contains("<dt>Cost</dt>") == hasBilling, "\(role)")
                #expect(page.contains("0.0025 EUR in the 7 days before") == hasBilling, "\(role)")
                #expect(page.contains(role == .administrator ? "0.52 EUR" : "0.02 EUR") == hasBilling, "\(role)")
                let older = await served.get(OverviewPath.overview.query([("time", "last-month")])).text
                #expect(older.contains("<dd class=\"value\">1</dd><dd class=\"detail\">0 in the month before</dd>"), "\(role)")
            }
        }
    }

    @Test("Days without messages say so and lead to the newest ones; an unknown name is as if nobody chose", .onEveryDatabase)
    func empty() async throws {
        try await Served.with(.current, .administrator, lines: [Self.lines[2]]) { served in
            let page = await served.get(OverviewPath.overview.query([("time", "today")])).text
            #expect(page.contains("No messages in these days"))
            let whole = await served.get(OverviewPath.overview).settled
            #expect(
                await served.get(OverviewPath.overview.query([("time", "always")])).settled.contains("Last 30 days")
                    && whole.contains("30 days"))
        }
    }
}
