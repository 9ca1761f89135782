import Contract
import Core
import ProductKit
import SQL
import Synchronization
import TestSupport
import Testing
import Traffic
import Web

@testable import Dashboard

@Suite("How long messages are kept", .onEveryDatabase)
struct RetentionTests {
    private static let now = Timestamp(seconds: 1_717_416_000)

    private static func line(_ id: String, daysAgo: Int64, account: String = "acc_1") -> String {
        TrafficLine(id).with(\.account, account).with(\.sentAt, (now - .days(daysAgo)).milliseconds).with(\.body, "word \(id)").text
    }
    private static let lines =
        (0..<250).map { line("old\($0)", daysAgo: 100) } + [line("new", daysAgo: 1), line("other", daysAgo: 100, account: "acc_2")]

    private func ids(_ served: Served) async throws -> Set<String> {
        try await served.database.read { tx in
            var ids: Set<String> = []
            try tx.each("SELECT id FROM messages") { ids.insert(try $0["id"]) }
            return ids
        }
    }

    @Test("The count is shown, an Administrator confirms it at the ID, it begins in seven days, and can be undone until then")
    func set() async throws {
        try await Served.with(.current, .administrator, lines: Self.lines) { served in
            #expect(await served.get(SettingsPath.settings).text.contains("How long messages are kept"))
            let preview = RetentionPath.settings.query([("days", "90")])
            #expect(await served.get(preview).text.contains("250 messages are older than 90 days."))
            let before = served.id.calls.count { $0.hasSuffix("/confirmations") }
            #expect(await served.post(RetentionPath.settings, from: preview, [("days", "90")]).status == 303)
            #expect(served.id.calls.count { $0.hasSuffix("/confirmations") } == before + 1)
            try await RetentionSweep(served.site).work()
            #expect(try await ids(served).count == 252, "not yet")
            #expect(await served.get(RetentionPath.settings).text.contains("Leave it as it is"))
            #expect(await served.post(RetentionPath.settings, from: RetentionPath.settings, [("act", "undo")]).status == 303)
            (served.site.clock as? TestClock)?.advance(by: .days(8))
            try await RetentionSweep(served.site).work()
            #expect(try await ids(served).count == 252, "undone")
        }
    }

    @Test("Longer counts at once, shorter in seven days")
    func longer() async throws {
        try await Served.with(.current, .administrator, lines: Self.lines) { served in
            try await served.database.write { tx in try tx.set(Retention(account: "acc_id", names: ["acc_id", "acc_1"], days: 180)) }
            func current() async throws -> (Int?, Int?) {
                try await served.database.read { tx in
                    let one = try tx.retention(of: "acc_id")
                    return (one?.current(at: Self.now), one?.next)
                }
            }
            func set(_ days: String) async throws {
                #expect(
                    await served.post(RetentionPath.settings, from: RetentionPath.settings.query([("days", days)]), [("days", days)]).status
                        == 303)
            }
            try await set("365")
            #expect(try await current() == (365, nil))
            try await set("90")
            #expect(try await current() == (365, 90))
            try await set("always")
            #expect(try await current() == (nil, nil))
            try await set("30")
            #expect(try await current() == (nil, 30))
        }
    }

    @Test("What is older goes in steps with all that finds it, sums stay, other accounts keep theirs, and it does not come in again")
    func swept() async throws {
        try await Served.with(.current, .administrator, lines: Self.lines) { served in
            try await served.database.write { tx in
                try tx.set(Retention(account: "acc_id", names: ["acc_id", "acc_1"], next: 90, nextAt: Self.now))
            }
            func sums() async throws -> [Int] {
                let numbers = try await Traffic.numbers(served.database)
                return try await served.database.read { tx in
                    let volume = try Volume.find(MessageFilter(), projects: numbers, dayLimit: 200, in: tx)
                    let used = try Balance.find(accounts: ["acc_id", "acc_1"], .operatorCommand, in: tx).first?.used
                    return [volume.total.sentTotal, Int(used?.units ?? 0)]
                }
            }
            let before = try await sums()
            #expect(try await RetentionSweep(served.site).work() == 250)
            #expect(try await ids(served) == ["new", "other"])
            #expect(try await sums() == before)
            let numbers = try await Traffic.numbers(served.database)
            #expect(try await Traffic.ids(served.database, Traffic.filter { $0.words = "old7" }, numbers).isEmpty)
            #expect(try await Traffic.ids(served.database, Traffic.filter { $0.words = "new" }, numbers) == ["new"])
            let again = try await served.database.write { tx in
                let line = try MessageBatch.Line(1, Array(Self.line("old7", daysAgo: 100).utf8), now: Self.now)
                return try MessageBatch.write([line], of: ["acc_1": [.init("Checkout", project: "prj_checkout")]], at: Self.now, in: tx)
            }
            #expect(again.rejected.map(\.reason) == ["older than the account keeps messages"])
            #expect(try await RetentionSweep(served.site).work() == 0)
        }
    }

    @Test("With the last message that has a word or a sender, the search forgets it, and keeps those that others have")
    func forgotten() async throws {
        let lines = [
            TrafficLine("gone").with(\.sentAt, (Self.now - .days(100)).milliseconds).with(\.sender, "Elsa").with(\.body, "dear elsa").text,
            TrafficLine("kept").with(\.sentAt, (Self.now - .days(1)).milliseconds).with(\.sender, "Shop").with(\.body, "dear anna").text,
            TrafficLine("also").with(\.sentAt, (Self.now - .days(100)).milliseconds).with(\.sender, "Shop").with(\.body, "dear").text,
        ]
        try await Served.with(.current, .administrator, lines: lines) { served in
            try await served.database.write { tx in
                try tx.set(Retention(account: "acc_id", names: ["acc_id", "acc_1"], next: 90, nextAt: Self.now))
            }
            #expect(try await RetentionSweep(served.site).work() == 2)
            let left = try await served.database.read { tx in
                try tx.rows("SELECT text FROM message_vocabulary WHERE kind <> 'beginning' ORDER BY kind, text").map {
                    try $0["text"] as String
                }
            }
            let words = DatabaseKind.current == .sqlite ? ["anna", "dear"] : []
            #expect(left == ["shop"] + words)
        }
    }

    @Test(
        "Only for those who manage the account and its people, and only for the times that are offered",
        arguments: [Role.member, .associate, .itAdmin, .support])
    func refused(role: Role) async throws {
        try await Served.with(.current, role, lines: Self.lines) { served in
            let refused = await served.get(RetentionPath.settings)
            #expect(refused.status == 403 && (role != .member || refused.text.contains("Only Administrators change")), "\(refused.text)")
            #expect(!(await served.get(SettingsPath.settings).text.contains("How long messages are kept")))
        }
        try await Served.with(.current, .administrator, lines: Self.lines) { served in
            for wrong in ["", "1", "29", "-90", "ninety"] {
                #expect(await served.post(RetentionPath.settings, from: RetentionPath.settings, [("days", wrong)]).status == 404)
            }
        }
    }
}
