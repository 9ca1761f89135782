import Contract
import Core
import HTTPTypes
import ProductKit
import SQL
import Synchronization
import TestSupport
import Testing
import Traffic
import Web

@testable import Dashboard

@Suite("The usage part of the page of billing")
struct UsagePageTests {
    private static func file(_ kind: String, _ more: [(String, String?)] = []) -> Path {
        BillingPath.breakdown.query([("by", Optional(kind))] + more)
    }

    @Test(
        "Whoever has Billing reads what their projects cost, as a page and as files; for the other roles there is none of it",
        arguments: Role.allCases)
    func roles(role: Role) async throws {
        let row = try role.row()
        try await Served.with(.sqlite, role) { served in
            let opens = row.areas.first { $0.area == "billing" }.map { $0.level != .nothing } ?? false
            let page = await served.get(BillingPath.billing)
            #expect(page.status == (opens ? 200 : 403))
            let words = page.settled.replacing("\u{a0}", with: " ")
            #expect(words.contains("5 May to 3 June 2024 (UTC), beside 5 April to 4 May 2024") == opens)
            for kind in UsageBreakdown.Kind.allCases {
                let answer = await served.get(Self.file(kind.rawValue))
                #expect(answer.status == (opens ? 200 : 403), "\(kind)")
                let seesAlerts = opens && role == .administrator
                if opens, kind == .project { #expect(answer.text.contains("Alerts") == seesAlerts) }
                if opens, kind == .country { #expect(answer.text.contains(seesAlerts ? "SE,2,2,0.0163" : "SE,1,1,0.0075")) }
                if !seesAlerts { #expect(!answer.settled.contains("0.0088") && !page.settled.contains("0.0088"), "\(kind)") }
            }
        }
    }

    @Test("A file has exact amounts of the period and of the one before, and what is no breakdown or no day is refused")
    func files() async throws {
        try await Served.with(.sqlite, .administrator) { served in
            let head = "messages,parts,cost,currency,messages_before,parts_before,cost_before,cost_change"
            #expect(
                await served.get(Self.file("country", [("time", "7")])).text
                    == "country,\(head)\r\nSE,2,2,0.0163,EUR,0,0,0.00,0.0163\r\nUS,1,1,0.0123,EUR,0,0,0.00,0.0123\r\n")
            #expect(
                await served.get(Self.file("day", [("from", "2024-06-02"), ("to", "2024-06-02")])).text
                    == "day,day_before,\(head)\r\n2024-06-02,2024-06-01,1,1,0.0088,EUR,2,2,0.0198,-0.011\r\n")
            let name = await served.get(Self.file("sender", [("time", "month")])).headers[.contentDisposition]
            #expect(name == "attachment; filename=\"usage-by-sender-2024-06-01-2024-06-03.csv\"")
            #expect(await served.get(Self.file("recipient")).status == 404)
            #expect(await served.get(Self.file("day", [("from", "June")])).status == 400)
            let wrong = await served.get(BillingPath.billing.query([("from", "2024-01-01"), ("to", "2026-01-01")]))
            #expect(wrong.status == 400 && wrong.text.contains("Choose at most 366 days."))
        }
    }

    @Test(
        "Where the last thirty days have no usage, the page begins with the last days that have some, and says so; whoever asks for others gets them"
    )
    func latest() async throws {
        // The second and the first of January.
        let old = [
            TrafficLine("a").with(\.project, "Alerts").with(\.sentAt, 1_704_153_600_000).text,
            TrafficLine("c").with(\.sentAt, 1_704_067_200_000).text,
        ]
        try await Served.with(.sqlite, .administrator, lines: old) { served in
            let said = "the last with usage"
            let page = await served.get(BillingPath.billing).text.replacing("\u{a0}", with: " ")
            #expect(page.contains(said) && page.contains("4 December 2023 to 2 January 2024 (UTC)"), "\(page)")
            #expect(page.contains("by=country&amp;from=2023-12-04&amp;to=2024-01-02") && page.contains("value=\"2024-01-02\""))
            for asked in [("time", "month"), ("time", "30"), ("from", "2024-06-01")] {
                let other = await served.get(BillingPath.billing.query([asked])).text
                #expect(!other.contains(said) && other.contains("Nothing was used on these days"), "\(asked)")
            }
            try served.id.setRole(.member, assigned: ["prj_checkout"])
            let own = await served.get(BillingPath.billing).text.replacing("\u{a0}", with: " ")
            #expect(
                own.contains("1 January 2024 (UTC)") && !own.contains("2 January 2024"), "the last day of another's project is not told")
        }
    }

    @Test("Each row leads to its messages for whoever sees Messages there, and for nobody else")
    func links() async throws {
        try await Served.with(.sqlite, .administrator) { served in
            let page = await served.get(BillingPath.billing.query([("time", "7")])).text
            let days = "from=2024-05-28&amp;to=2024-06-03"
            for link in [
                "country=SE&amp;\(days)", "sender=Northwind&amp;\(days)", "\(days)&amp;_project=prj_alerts",
                "from=2024-06-02&amp;to=2024-06-02",
            ] {
                #expect(page.contains("href=\"/messages?\(link)"), "\(link)")
            }
            let list = await served.get("/messages?country=US&from=2024-05-28&to=2024-06-03&_project=")
            #expect(list.status == 200 && list.text.contains("HYPERLINK") && !list.text.contains("alert words"))
            // A role of the account's own with Billing alone.
            served.id.state.withLock { state in
                let current = state.me["current"] ?? .null
                let grants = (current["grants"]?.array ?? []).map { $0.with("areas", ["billing": "manage"]) }
                state.me = state.me.with("current", current.with("areas", ["billing": "manage"]).with("grants", .array(grants)))
            }
            let bare = await served.get(BillingPath.billing.query([("time", "7")])).text
            #expect(bare.contains("By country") && !bare.contains("/messages?"))
        }
    }

    @Test("The page asks the ID once")
    func cost() async throws {
        try await Served.with(.sqlite, .administrator) { served in
            let before = served.id.calls.count
            _ = await served.get(BillingPath.billing)
            #expect(served.id.calls.count - before == 1)
        }
    }

    @Test("Those who may ask about others find the question who can see billing", arguments: Role.allCases)
    func whoCanSee(role: Role) async throws {
        try await Served.with(.sqlite, role) { served in
            let page = await served.get(BillingPath.billing)
            let mayAsk = role == .administrator
            #expect(page.text.contains("Who can see this") == mayAsk)
            #expect(page.text.contains("href=\"/ask?q=Who%20can%20see%20Billing%3F") == mayAsk)
        }
    }
}
