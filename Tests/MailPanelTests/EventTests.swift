import Core
import Foundation
import Language
import ProductKit
import SQL
import TestSupport
import Testing
import Traffic
import Web

@testable import MailPanel

@Suite("Events of mails", .onEveryDatabase)
struct EventTests {
    private static let at = MailSite.now.milliseconds - 3_600_000

    private func line(_ id: String, _ event: String, to: String = "ann@inbox.example", _ more: String = "", at: Int64 = Self.at) -> String {
        #"{"id":"\#(id)","event":"\#(event)","domain":"news.example","to":"\#(to)","at":\#(at)\#(more)}"#
    }

    private func send(_ mail: MailSite, _ lines: [String], of account: String? = "acc_1") async throws -> [LineVerdict] {
        let now = mail.clock.now()
        let read = lines.map { line in
            Result { () throws(LineRejection) in try MailEventLine(Array(line.utf8), namesAccount: false, now: now) }
        }
        return try await mail.site.database.write { tx in
            try EventBatch.write(read, of: Array(repeating: account, count: read.count), at: now, in: tx)
        }
    }

    private func find(_ mail: MailSite, _ values: [(String, String)], of account: String = "acc_1") async throws -> EventList {
        let query = EventQuery(Values(values), place: [], by: .program, at: mail.clock.now())
        let today = Day.of(mail.clock.now())
        return try await mail.site.database.read { tx in try EventList.load(query, of: account, today: today, in: tx) }
    }

    @Test("An event comes in once by its id, for a domain of its account; each mistake is said of its line and stops no other")
    func taken() async throws {
        try await MailSite.with { mail in
            _ = try await mail.domain("news.example")
            let good = line("e1", "delivered", #","message_id":"m1""#)
            #expect(try await send(mail, [good, good]) == [.accepted, .unchanged])
            #expect(try await send(mail, [line("e1", "bounced")]) == [.rejected("another event has this id")])
            let wrong = [
                "nonsense", line("", "delivered"), line("x", "flown"), line("x", "delivered", to: "nobody"),
                line("x", "delivered", #","price":"1""#), line("x", "delivered", #","account":"acc_2""#),
                line("x", "delivered", at: 1_717_416_000),
                line("x", "delivered", at: Self.at + 10 * 86_400_000),
                line("x", "delivered").replacing("news.example", with: "else.example"),
            ]
            let reasons = try await send(mail, wrong + [line("e2", "opened")]).map { verdict in
                if case .rejected(let reason) = verdict { reason } else { "\(verdict)" }
            }
            #expect(
                reasons == [
                    "not a JSON object", "missing id", "unknown event", "invalid to", "unknown member price", "account is that of your key",
                    "at before the year 2000: seconds, not milliseconds?", "at after tomorrow", "not a domain of the account: add it first",
                    "accepted",
                ])
            #expect(try await send(mail, [line("e9", "opened")], of: nil) == [.rejected("unknown account")])
            #expect(try await find(mail, [], of: "acc_2").events.isEmpty)
        }
    }

    @Test("What bounces, complains or unsubscribes is suppressed by itself, once, with the reason")
    func suppressed() async throws {
        try await MailSite.with { mail in
            _ = try await mail.domain("news.example")
            _ = try await send(
                mail,
                [
                    line("e1", "bounced", to: "Gone@inbox.example", #","reason":"550 5.1.1 no such user""#),
                    line("e2", "complained", to: "gone@inbox.example"), line("e3", "unsubscribed", to: "left@inbox.example"),
                    line("e4", "deferred", to: "slow@inbox.example"),
                ])
            let list = try await mail.site.database.read { tx in try tx.suppressions(of: "acc_1", limit: 10) }
            #expect(list.map(\.address) == ["gone@inbox.example", "left@inbox.example"])
            #expect(list.first?.cause == .bounce && list.first?.note == "550 5.1.1 no such user")
            let percent = try await mail.site.database.read { tx in try tx.suppressions(of: "acc_1", part: "%", limit: 10) }
            #expect(percent.isEmpty, "a sign of a pattern is a sign of the address")
        }
    }

    @Test("What failed for a time suppresses nobody, nor does what happened before somebody took the address off the list")
    func notSuppressed() async throws {
        try await MailSite.with { mail in
            _ = try await mail.domain("news.example")
            func addresses() async throws -> [String] {
                try await mail.site.database.read { tx in try tx.suppressions(of: "acc_1", limit: 10).map(\.address) }
            }
            _ = try await send(
                mail,
                [
                    line("e1", "bounced", to: "full@inbox.example", #","reason":"452 4.2.2 mailbox full""#),
                    line("e2", "bounced", to: "back@inbox.example", #","reason":"550 5.1.1 no such user""#),
                ])
            #expect(try await addresses() == ["back@inbox.example"])
            try await mail.site.database.write { tx in
                let one = try #require(try tx.suppressions(of: "acc_1", limit: 1).first)
                try tx.remove(one, because: "They wrote to us", by: "Ada", at: Timestamp(seconds: 4_000_000_000))
            }
            _ = try await send(mail, [line("e3", "bounced", to: "back@inbox.example", #","reason":"550 5.1.1 no such user""#)])
            #expect(try await addresses().isEmpty, "it bounced before they were taken off")
        }
    }

    @Test(
        "They are found by an address, a receiving domain, a code, an event's name or the id of a mail, and counted by day, reason and domain"
    )
    func found() async throws {
        try await MailSite.with { mail in
            _ = try await mail.domain("news.example")
            _ = try await send(
                mail,
                [
                    line("e1", "accepted", #","message_id":"m1""#), line("e2", "delivered", #","message_id":"m1""#),
                    line("e3", "bounced", to: "bob@other.example", #","reason":"550 5.1.1 unknown""#),
                    line("e4", "bounced", to: "cat@other.example", #","reason":"5.7.1 refused""#, at: Self.at - 86_400_000),
                ])
            _ = try await send(mail, [line("e5", "opened", #","message_id":"a b@c.example""#)])
            #expect(try await find(mail, [("message", "a b@c.example")]).events.map(\.id) == ["e5"])
            for key in ["9223372036854775807", "-1"] { #expect(try await find(mail, [("after", key)]).events.count < 6) }
            func ids(_ text: String) async throws -> [String] { try await find(mail, [("q", text)]).events.map(\.id).sorted() }
            #expect(try await ids("ann@inbox.example") == ["e1", "e2", "e5"])
            #expect(try await ids("@other.example") == ["e3", "e4"])
            #expect(try await ids("other.example 5.7.1") == ["e4"])
            #expect(try await ids("Bounced") == ["e3", "e4"])
            #expect(try await ids("m1") == ["e1", "e2"])
            #expect(try await ids("nobody@inbox.example").isEmpty)
            let all = try await find(mail, [])
            #expect(all.events.map(\.id).last == "e4" && all.totals == [.accepted: 1, .delivered: 1, .bounced: 2, .opened: 1])
            #expect(all.byReason.map(\.value) == ["5.1.1", "5.7.1"] && all.byReceiving.first?.value == "inbox.example")
            #expect(try await find(mail, [("q", "ann@inbox.example")]).totals == [.accepted: 1, .delivered: 1, .opened: 1])
            #expect(try await find(mail, [("event", "bounced"), ("from", "2024-06-02"), ("to", "2024-06-02")]).totals == [.bounced: 1])
        }
    }

    @Test(
        "A filter that cannot be read is told at its field",
        arguments: [("event", "Lost"), ("time", "bogus"), ("from", "June"), ("to", "2024-13-01")])
    func badFilters(field: String, value: String) {
        let query = EventQuery(Values([(field, value)]), place: [], by: .program, at: Timestamp(milliseconds: Self.at))
        #expect(query.errors.map(\.field) == [field])
    }

    @Test("A mail's events and those with a code are found by their indexes: the account's others are not read, however many there are")
    func indexed() async throws {
        try await MailSite.with { mail in
            _ = try await mail.domain("news.example")
            _ = try await send(mail, [line("e0", "bounced", #","message_id":"m7","reason":"550 5.7.1 refused""#)])
            try await mail.site.database.write { tx in
                try tx.run(
                    """
                    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
                    INSERT INTO mail_events (key, id, account, kind, domain, recipient, receiving, code, reason, message)
                    SELECT key - i, 'x' || i, account, kind, domain, recipient, receiving, CASE WHEN i % 9 = 0 THEN '4.2.2' ELSE '' END, reason,
                        CASE WHEN i % 7 = 0 THEN '' ELSE 'n' || i END FROM mail_events, n WHERE id = 'e0'
                    """)
                try tx.run("ANALYZE")
            }
            for (values, index, count) in [
                ([("message", "m7")], "mail_events_by_message", 1), ([("q", "m7")], "mail_events_by_message", 1),
                ([("q", "m7"), ("from", "2000-01-01")], "mail_events_by_message", 1), ([("code", "5.7.1")], "mail_events_by_code", 1),
                ([("q", "5.7.1")], "mail_events_by_code", 1),
                ([("q", "4.2.2"), ("before", "9000000000000000000")], "mail_events_by_code", 51),
            ] as [([(String, String)], String, Int)] {
                let query = EventQuery(Values(values), place: [], by: .program, at: mail.clock.now())
                let statement = EventList.statement(query, of: "acc_1", limit: EventList.rows)
                let (rows, plan) = try await mail.site.database.read { tx in
                    let explain: Statement = tx.dialect == .sqlite ? "EXPLAIN QUERY PLAN " : "EXPLAIN "
                    let name = tx.dialect == .sqlite ? "detail" : "QUERY PLAN"
                    return (try tx.rows(statement).count, try tx.rows(explain + statement).map { try $0[name] as String })
                }
                #expect(rows == count)
                #expect(plan.contains { $0.contains(index) } && !plan.contains { $0.contains("TEMP B-TREE") }, "\(values): \(plan)")
            }
        }
    }

    @Test("A month costs its accepted mails, each day's at the price of that day, rounded half up by the day")
    func months() async throws {
        try await MailSite.with { mail in
            _ = try await mail.domain("news.example")
            let days: [Int64] = [0, 1, 40]
            let lines = days.flatMap { day in (0..<3).map { line("d\(day)-\($0)", "accepted", at: Self.at - day * 86_400_000) } }
            #expect(try await send(mail, lines + [line("x", "delivered")]).allSatisfy { $0 == .accepted })
            let today = Day.of(mail.clock.now())
            func months() async throws -> [MailMonth] {
                try await mail.site.database.read { tx in try MailMonth.all(of: "acc_1", since: today - 60, in: tx) }
            }
            #expect(try await months().map(\.accepted) == [6, 3])
            #expect(try await months().allSatisfy { $0.cost == nil })
            try await mail.site.database.write { tx in
                try tx.set(MailPrice(currency: "EUR", validFrom: today - 50, amount: Amount("1") ?? .zero))
                try tx.set(MailPrice(currency: "EUR", validFrom: today, amount: Amount("0.00000333") ?? .zero))
            }
            let found = try await months()
            #expect(found[0].cost?.amount == Amount("0.00300001"), "0.003 and 0.00000001 of 0.00000000999")
            #expect(found[1].cost?.amount == Amount("0.003"))
        }
    }

    @Test("A file of events comes in by account, and a second time changes nothing")
    func imported() async throws {
        try await MailSite.with { mail in
            _ = try await mail.domain("news.example")
            let lines =
                (0..<1200).map { line("e\($0)", "delivered", #","account":"acc_10000""#) } + [
                    line("z", "opened", #","account":"nobody""#), "{}",
                ]
            let folder = try TestDatabase.temporaryFolder()
            let file = folder.appending(path: "events.ndjson")
            try lines.joined(separator: "\n").write(to: file, atomically: true, encoding: .utf8)
            let reading = EventImport(into: mail.site.database, clock: mail.clock) { $0 == "acc_10000" ? "acc_1" : nil }
            let first = try await reading.run(file: file.path)
            #expect(first.rows == 1202 && first.imported == 1200)
            #expect(first.rejected.map(\.line) == [1201, 1202] && first.rejected.map(\.reason) == ["unknown account", "missing account"])
            #expect(try await reading.run(file: file.path).unchanged == 1200)
        }
    }
}
