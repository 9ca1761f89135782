import Contract
import Core
import HTTPTypes
import ProductKit
import SQL
import TestSupport
import Testing
import Web

@testable import Dashboard

@Suite("Programs send in messages", .onEveryDatabase)
struct MessageSendTests {
    private func with(_ body: (Served) async throws -> Void) async throws {
        try await Served.with(.current, .administrator) { served in
            try await served.database.write { tx in
                try tx.set([
                    Price(currency: "EUR", country: "SE", validFrom: 0, amount: Amount("0.0450") ?? .zero),
                    Price(currency: "EUR", country: "SE", validFrom: 19_876, amount: Amount("0.0500") ?? .zero),
                    Price(currency: "EUR", country: "", validFrom: 0, amount: Amount("0.1") ?? .zero),
                ])
            }
            _ = await served.get(OverviewPath.overview)
            try served.id.activate("writer", project: "prj_checkout", scope: "messages.read messages.write")
            try await body(served)
        }
    }

    private static func line(_ id: String, _ more: String = "") -> String {
        #"{"id":"\#(id)","from":"Orders","to":"+46701112233","country":"SE","status":"Dispatched","parts":2,"sent_at":1717300000000,"body":"hello"\#(more)}"#
    }

    private func results(_ answer: Served.Answer) throws -> [String] {
        try (JSON(reading: Array(answer.text.utf8))["lines"]?.array ?? []).map {
            ($0["result"]?.string ?? "") + ($0["reason"]?.string.map { ": " + $0 } ?? "")
        }
    }

    private func stored(_ served: Served, _ id: String) async throws -> [Message] {
        try await served.database.read { tx in try Message.stored([id], in: tx)[MessageID(id)] ?? [] }
    }

    @Test("A message comes in once, in the key's project, priced by the list of its day, and its status follows")
    func once() async throws {
        try await with { served in
            #expect(
                try results(await served.send([Self.line("n1"), "", Self.line("n2", #","direction":"inbound""#)], bearer: "writer")) == [
                    "accepted", "accepted",
                ])
            #expect(try results(await served.send([Self.line("n1")], bearer: "writer")) == ["unchanged"])
            let read = await served.get(MessagePath.api, bearer: "writer")
            #expect(read.text.contains("\"n1\"") && !read.text.contains("0.1"))
            let first = try #require(try await stored(served, "n1").first)
            #expect(first.price == Amount("0.1000") && first.currency == "EUR")
            #expect(try await stored(served, "n2").first?.price == .zero, "what came in costs nothing")
            let news = #"{"id":"n1","status":"Delivered","delivered_at":1717300004000}"#
            #expect(try results(await served.send([news, news], bearer: "writer")) == ["updated", "unchanged"])
            let late = #"{"id":"n1","status":"Dispatched"}"#
            #expect(
                try results(await served.send([late, Self.line("n1")], bearer: "writer")) == ["unchanged", "unchanged"],
                "receipts out of order")
            let now = try #require(try await stored(served, "n1").first)
            #expect(now.status == .delivered && now.body == "hello" && now.price == Amount("0.1000"))
            let (cells, days) = try await served.database.read { tx in
                (
                    try Breakdown.find(MessageFilter(), projects: [now.project], in: tx).rows(by: .sender).first {
                        $0.value == "Orders"
                    },
                    try Volume.find(MessageFilter(), projects: [now.project], in: tx)
                )
            }
            #expect(cells?.sent == 1 && cells?.delivered == 1, "\(cells.map { "\($0)" } ?? "none")")
            #expect(days.total.received == 1)
        }
    }

    @Test("Prices follow the day and the country; a list that changes later changes nothing that came in")
    func prices() async throws {
        try await with { served in
            let older = Self.line("p1").replacing("1717300000000", with: "1717200000000")
            let abroad = Self.line("p2").replacing("\"SE\"", with: "\"NO\"")
            #expect(
                try results(await served.send([older, abroad, Self.line("p3")], bearer: "writer")) == ["accepted", "accepted", "accepted"])
            #expect(try await stored(served, "p1").first?.price == Amount("0.0900"))
            #expect(try await stored(served, "p2").first?.price == Amount("0.2"))
            #expect(try await stored(served, "p3").first?.price == Amount("0.1000"))
            try await served.database.write { tx in
                try tx.set([Price(currency: "EUR", country: "SE", validFrom: 0, amount: Amount("9") ?? .zero)])
            }
            #expect(try results(await served.send([older], bearer: "writer")) == ["unchanged"])
        }
    }

    @Test("Each wrong line has its reason, stops no other, and neither account, project nor price is the program's to give")
    func wrong() async throws {
        try await with { served in
            #expect(try results(await served.send([Self.line("early")], bearer: "writer")) == ["accepted"])
            let lines = [
                Self.line("w1", #","price":"0.001""#), Self.line("w2", #","currency":"EUR""#), Self.line("w3", #","account":"acc_2""#),
                Self.line("w4", #","project":"Alerts""#), Self.line("w5", #","colour":"red""#), "nonsense", "[]",
                #"{"id":"w8","status":"Sent"}"#,
                #"{"id":"nobody","status":"Delivered"}"#, #"{"id":"c1","status":"Delivered","body":"new words"}"#,
                Self.line("w11").replacing("1717300000000", with: "1717300000"), Self.line("w12", #","id":"w13""#),
                Self.line("w13").replacing("SE", with: "ZZ"),
                Self.line("w14", #","error_code":"405""#).replacing("Dispatched", with: "Delivered"),
                Self.line("w15", #","delivered_at":1717299999999"#), #"{"id":"early","status":"Delivered","delivered_at":1717299999999}"#,
                Self.line("good"),
            ]
            let told = try results(await served.send(lines, bearer: "writer"))
            let reasons = [
                "price is not yours", "currency is not yours", "account is that of your key", "project is that of your key",
                "unknown member colour",
                "not a JSON object", "not a JSON object", "unknown status", "no such message", "body cannot change", "before the year 2000",
                "not a JSON object", "unknown country ZZ", "Delivered has no error_code", "delivered_at before sent_at",
                "delivered_at before sent_at",
            ]
            #expect(told.count == lines.count && told.last == "accepted", "\(told)")
            for (one, reason) in zip(told, reasons) {
                #expect(one.hasPrefix("rejected: ") && one.contains(reason), "\(one), not \(reason)")
            }
        }
    }

    @Test("An id is one account's own: another account's message is neither changed nor given away")
    func ownIDs() async throws {
        try await with { served in
            let news = try results(await served.send([#"{"id":"x1","status":"Failed"}"#], bearer: "writer"))
            #expect(news == ["rejected: no such message: send from and to"])
            #expect(try results(await served.send([Self.line("x1")], bearer: "writer")) == ["accepted"])
            let both = try await stored(served, "x1")
            #expect(both.count == 2 && both.contains { $0.body == "another account" && $0.status == .delivered })
            #expect(await served.get(MessagePath.message("x1")).text.contains("hello"))
        }
    }

    @Test("Without the scope, the form or the price list nothing comes in; a request holds 1 to 1,000 lines")
    func refused() async throws {
        try await with { served in
            try served.id.activate("reader", project: "prj_checkout")
            #expect(await served.send([Self.line("n1")], bearer: "reader").status == 403)
            #expect(await served.send([Self.line("n1")], bearer: "guess").status == 401)
            #expect(await served.send([Self.line("n1")], bearer: "writer", type: "application/json").status == 415)
            #expect(await served.send([], bearer: "writer").status == 422)
            #expect(await served.send((0...1000).map { Self.line("n\($0)") }, bearer: "writer").status == 422)
            let all = await served.send((1...1000).map { Self.line("n\($0)") }, bearer: "writer")
            #expect(all.text.contains("\"accepted\":1000"))
            try await served.database.write { try $0.run("DELETE FROM prices") }
            #expect(try results(await served.send([Self.line("late")], bearer: "writer")).first?.contains("no price list") == true)
        }
    }
}
