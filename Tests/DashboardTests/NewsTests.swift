import Contract
import Core
import Foundation
import ProductKit
import SQL
import Synchronization
import TestSupport
import Testing
import Traffic
import Web

@testable import Dashboard

@Suite("What changed since the last visit", .onEveryDatabase)
struct NewsTests {
    private static let now = Timestamp(seconds: 1_717_416_000)
    private static let call = "GET /api/v1/accounts/acc_id/events"

    private static func first(_ role: Role) throws -> String {
        "/" + (try #require(try role.row().areas.first { $0.level != .nothing }).area)
    }

    private static func event(_ name: String, by person: String) throws -> JSON {
        let recorded = try Exchange.first { $0.route == "GET /api/v1/accounts/:account/events" }.answer["items"]?.array?.first ?? .null
        let subject: JSON = ["id": "mem_9", "name": .string(name), "exists": true]
        let by: JSON = ["id": .string(person), "name": "Dana", "email": "dana@northwind.example"]
        return recorded.with("subject", subject).with("by", by).with("source", "person").with("at", .string((now + .minutes(5)).rfc3339))
    }

    private static func drop(_ id: String, _ project: Int64, ended: Bool = false) -> Drop {
        Drop(
            id: id, series: TrafficSeries(project: project, country: "SE", sender: "Northwind"), since: now, noticedAt: now + .minutes(5),
            endedAt: ended ? now + .minutes(9) : nil, end: ended ? .recovered : nil, finished: 100, failed: 30, usualFinished: 500,
            usualFailed: 20, errorCode: "")
    }

    /// A rise in each project, an invoice of both, other prices, and an event at the ID, all since the first visit.
    private func happen(_ served: Served) async throws {
        let checkout = try #require(try await Traffic.numbers(served.database, "Checkout").first)
        let alerts = try #require(try await Traffic.numbers(served.database, "Alerts").first)
        let billing = BillingAccount(
            id: "bil_1", account: "acc_id", names: ["acc_id", "acc_1"], name: "Northwind AB", currency: "EUR", address: "Road 1",
            taxNumber: "", purchaseOrder: "", tax: .init(), sinceMonth: Month.of(Self.now) - 1)
        let seller = Seller(name: "Lanyard Ltd", address: "1 Street", taxNumber: "SE1", series: "INV")
        try await served.database.write { tx in
            try Self.drop("drp_1", checkout, ended: true).insert(in: tx)
            try Self.drop("drp_2", alerts).insert(in: tx)
            try tx.insert(billing, at: Self.now)
            _ = try Invoicing(tx, seller: seller, at: Self.now + .minutes(6)).issue(billing, month: Month.of(Self.now))
            let labs = BillingAccount(
                id: "bil_2", account: "acc_id", names: ["acc_id", "acc_1"], name: "Labs", currency: "EUR", address: "Road 1", taxNumber: "",
                purchaseOrder: "", tax: .init(), sinceMonth: Month.of(Self.now))
            try tx.insert(labs, at: Self.now + .seconds(1))
            for (project, person) in [(checkout, "per_dana"), (alerts, "per_dana")] {
                try tx.move(project, to: "bil_2", from: Month.of(Self.now) + 1, by: person, at: Self.now + .minutes(7))
            }
            try tx.set([Price(currency: "EUR", country: "", validFrom: Day.of(Self.now) + 1, amount: Amount("0.05") ?? .zero)])
        }
        let events = try [Self.event("Nils Berg", by: "per_dana"), Self.event("Made by oneself", by: served.own)]
        served.id.state.withLock { $0.answers[Self.call] = (200, ["items": .array(events), "next": nil]) }
    }

    @Test("Each line is there for whoever has its thing's area and project, invoices and prices for those who see all that they are of")
    func roles() async throws {
        for role in Role.allCases {
            try await Served.with(.current, role) { served in
                let page = try Self.first(role)
                #expect(await !served.get(page).text.contains("your last visit"), "\(role): the first visit has no news")
                try await happen(served)
                served.clock.advance(by: .hours(11))
                _ = await served.get(SettingsPath.leave)
                served.clock.advance(by: .hours(2))
                let text = await served.get(page).text.replacing("\u{a0}", with: " ")
                let news = text.components(separatedBy: "Since your last visit").last ?? ""
                #expect(text.contains("Since your last visit"), "\(role)")
                let row = try role.row()
                let messages = row["messages"] != .nothing
                let isWhole = role == .administrator
                #expect(news.contains("fail in Checkout") == messages, "\(role)")
                #expect(news.contains("in Checkout fare as before again") == messages, "\(role)")
                #expect(news.contains("fail in Alerts") == isWhole, "\(role)")
                #expect(news.contains("Invoice INV-000001 was issued") == isWhole, "\(role)")
                #expect(news.contains("Other prices in EUR are valid") == isWhole, "\(role)")
                let billing = row["billing"] != .nothing
                #expect(news.contains("Checkout is billed to Labs from July 2024 on") == isWhole, "\(role)")
                #expect(news.contains("Checkout is billed to others from July 2024 on") == (billing && !isWhole), "\(role)")
                #expect(news.contains("Alerts is billed to Labs") == isWhole && !news.contains("Alerts is billed to others"), "\(role)")
                #expect(news.contains("Labs") == isWhole, "\(role)")
                let asks = row["users"] != .nothing || row["settings"] != .nothing
                #expect(news.contains("Nils Berg") == asks && served.id.calls.contains { $0.hasPrefix(Self.call) } == asks, "\(role)")
                #expect(!news.contains("Made by oneself"), "\(role)")
                #expect(news.contains("/users/activity?since=2024-06-03") == (row["users"] != .nothing), "\(role)")
            }
        }
    }

    @Test("What one moved oneself is no news")
    func ownMoves() async throws {
        try await Served.with(.current, .administrator) { served in
            _ = await served.get(OverviewPath.overview)
            try await happen(served)
            let own = served.own
            try await served.database.write { tx in try tx.run("UPDATE billing_projects SET moved_by = \(own)") }
            served.clock.advance(by: .minutes(40))
            let text = await served.get(OverviewPath.overview).text
            #expect(text.contains("Invoice INV-000001 was issued") && !text.contains("is billed to"))
        }
    }

    @Test("A move that was taken back is no news: the project stays where it was")
    func takenBack() async throws {
        try await Served.with(.current, .administrator) { served in
            _ = await served.get(OverviewPath.overview)
            try await happen(served)
            let checkout = try #require(try await Traffic.numbers(served.database, "Checkout").first)
            try await served.database.write { tx in
                try tx.move(checkout, to: "bil_1", from: Month.of(Self.now) + 1, by: "per_dana", at: Self.now + .minutes(8))
            }
            served.clock.advance(by: .minutes(40))
            let text = await served.get(OverviewPath.overview).text
            #expect(text.contains("Alerts is billed to Labs") && !text.contains("Checkout is billed to"))
        }
    }

    @Test("A reload shows the same; the next visit shows what came since; an ID that refuses fails no page")
    func visits() async throws {
        try await Served.with(.current, .administrator) { served in
            _ = await served.get(OverviewPath.overview)
            try await happen(served)
            served.clock.advance(by: .minutes(40))
            for _ in 0..<2 { #expect(await served.get(OverviewPath.overview).text.contains("Invoice INV-000001 was issued")) }
            served.clock.advance(by: .minutes(40))
            let refused = try Exchange.first { $0.route == "GET /api/v1/accounts/:account/events" && $0.status == 403 }.answer
            served.id.state.withLock { $0.answers[Self.call] = (403, refused) }
            let later = await served.get(OverviewPath.overview)
            #expect(later.status == 200 && later.text.contains("Nothing you may see was changed since your last visit on"))
        }
    }
}
