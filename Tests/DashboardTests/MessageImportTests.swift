import Core
import Dashboard
import Foundation
import ProductKit
import SQL
import Synchronization
import TestSupport
import Testing
import Traffic

@Suite("Import of messages")
struct MessageImportTests {
    @Test("Running the import again changes nothing", .onEveryDatabase)
    func idempotent() async throws {
        try await Traffic.with { database in
            let lines = (0..<150).map { TrafficLine("m\($0)").with(\.sentAt, 1_717_200_000_000 + Int64($0 / 3)).text }
            let first = try await Traffic.load(lines, into: database, knowing: Traffic.accounts(with: "Checkout"))
            #expect(first == MessageImport.Report(rows: 150, imported: 150))
            let before = try await Self.sums(database)
            let second = try await Traffic.load(lines, into: database, knowing: Traffic.accounts(with: "Checkout"))
            #expect(second == MessageImport.Report(rows: 150, unchanged: 150))
            #expect(try await Self.sums(database) == before)
            #expect(before.messages == 150)
        }
    }

    @Test("A message that changed at the source is replaced, and every sum follows it", .onEveryDatabase)
    func updates() async throws {
        try await Traffic.with { database in
            try await Traffic.load(
                [
                    TrafficLine("m1").with(\.status, "Dispatched").with(\.price, "0.01").with(\.body, "first words").text,
                    TrafficLine("m2").text,
                ], into: database)
            let report = try await Traffic.load(
                [
                    TrafficLine("m1").with(\.project, "Alerts").with(\.status, "Failed").with(\.errorCode, "402").with(\.price, "0.02")
                        .with(\.sentAt, 1_717_286_400_000).with(\.body, "second words").text
                ],
                into: database, knowing: Traffic.accounts(with: "Alerts"))
            #expect(report == MessageImport.Report(rows: 1, updated: 1))
            let projects = try await Traffic.numbers(database)
            #expect(try await Traffic.ids(database, Traffic.filter { $0.words = "first" }, projects) == [])
            #expect(try await Traffic.ids(database, Traffic.filter { $0.words = "second" }, projects) == ["m1"])
            #expect(try await Traffic.ids(database, Traffic.filter { $0.statuses = [.dispatched] }, projects) == [])
            let total = try await database.read { tx in try Volume.find(MessageFilter(), projects: projects, in: tx).total }
            #expect(total.sent.filter { $0.value != 0 } == [.delivered: 1, .failed: 1])
            #expect(try await Self.sums(database).cost == Amount("0.0275"))
        }
    }

    @Test(
        "Two ids that differ in the form of an accent alone are two messages, and so are those of two accounts that are the same",
        .onEveryDatabase
    )
    func exactIDs() async throws {
        try await Traffic.with { database in
            let forms = ["nf\u{E9}", "nfe\u{301}"]
            let lines = forms.map { TrafficLine($0).with(\.project, $0).text } + [TrafficLine(forms[0]).with(\.account, "acc_2").text]
            let report = try await Traffic.load(lines, into: database)
            #expect(report.imported == 3 && report.updated == 0 && report.rejected.isEmpty)
            let again = try await Traffic.load(lines, into: database)
            #expect(again.unchanged == 3)
            let projects = try await Traffic.numbers(database)
            #expect(try await Traffic.ids(database, MessageFilter(), projects).count == 2)
            #expect(projects.count == 1, "one name in two forms is one project")
            let other = try await Traffic.numbers(database, account: "acc_2")
            #expect(try await Traffic.ids(database, MessageFilter(), other) == [forms[0]])
        }
    }

    @Test("Every bad line is reported with its number and reason, and all good ones come in", .onEveryDatabase)
    func badLines() async throws {
        try await Traffic.with { database in
            let good = TrafficLine("good").text
            let bad: [(String, String)] = [
                ("{", "not JSON"), ("[]", "not JSON"), ("{}", "missing account"), ("null", "not JSON"),
                (TrafficLine("").text, "missing id"),
                (TrafficLine("x").with(\.project, "").text, "missing project"),
                (TrafficLine("x").with(\.project, "\u{200B}\u{2060} ").text, "project without a visible name"),
                (TrafficLine("x").with(\.status, "delivered").text, "unknown status"),
                (TrafficLine("x").with(\.direction, "sideways").text, "unknown direction"),
                (TrafficLine("x").with(\.price, "1e3").text, "invalid price"),
                (TrafficLine("x").with(\.price, "-1").text, "invalid price"),
                (TrafficLine("x").with(\.currency, "euro").text, "invalid currency"),
                (TrafficLine("x").with(\.currency, "XXX").text, "invalid currency"),
                (TrafficLine("x").with(\.country, "Sweden").text, "invalid country"),
                (TrafficLine("x").with(\.country, "ß").text, "invalid country"),
                (TrafficLine("x").with(\.sender, "Shop\u{202E}pohS").text, "invisible character in from"),
                (TrafficLine("x").with(\.recipient, "\u{200B}").text, "invisible character in to"),
                (TrafficLine("x").with(\.errorCode, "4o2").text, "invalid error_code"),
                (TrafficLine("x").with(\.sentAt, -5).text, "invalid date"),
                (TrafficLine("x").with(\.sentAt, 1_717_200_000).text, "sent_at before the year 2000: seconds, not milliseconds?"),
                (TrafficLine("x").with(\.sentAt, 4_102_444_800_000).text, "sent_at after tomorrow"),
                (TrafficLine("x").with(\.price, "1000000.00000001").text, "price too high: at most 1000000"),
                (TrafficLine("x").with(\.price, "92233720368").text, "price too high: at most 1000000"),
                (good.replacingOccurrences(of: "\"0.0075\"", with: "0.0075"), "invalid price"),
                (good.replacingOccurrences(of: "1717200000000,", with: "\"today\","), "invalid sent_at"),
                (TrafficLine("x").with(\.sender, "a\\u0007b").text, "control character"),
                (TrafficLine("x").with(\.body, String(repeating: "long ", count: 5000)).text, "text too long"),
                (TrafficLine("x").with(\.body, String(repeating: "y", count: 70_000)).text, "line too long"),
            ]
            let report = try await Traffic.load([good] + bad.map(\.0) + [TrafficLine("last").text], into: database)
            #expect(report.rejected.map(\.reason) == bad.map(\.1))
            #expect(report.rejected.map(\.line) == Array(2...(bad.count + 1)))
            #expect(report.imported == 2)
            #expect(report.rows == bad.count + 2)
        }
    }

    @Test("A message of an account that the ID does not know is rejected, and comes in once it does", .onEveryDatabase)
    func unknownAccount() async throws {
        try await Traffic.with { database in
            let lines = [
                TrafficLine("m1").text, TrafficLine("m2").with(\.account, "acc_9").text, TrafficLine("m3").with(\.account, "acc_9").text,
            ]
            let report = try await Traffic.load(lines, into: database, knowing: { $0 == "acc_1" ? [] : nil })
            #expect(report.imported == 1)
            #expect(report.rejected.map(\.line) == [2, 3])
            #expect(Set(report.rejected.map(\.reason)) == ["unknown account"])
            #expect(try await Traffic.numbers(database, account: "acc_9") == [])
            let again = try await Traffic.load(lines, into: database)
            #expect((again.imported, again.unchanged, again.rejected) == (2, 1, []))
        }
    }

    @Test("Messages of projects that the ID does not know are counted, and linked when it does", .onEveryDatabase)
    func unknownProjects() async throws {
        try await Traffic.with { database in
            let lines = (0..<3).map { TrafficLine("m\($0)").with(\.project, "Reminders").text } + [TrafficLine("m3").text, "{"]
            let unknown = MessageImport.UnknownProject(account: "acc_1", project: "Reminders", messages: 3)
            for _ in 1...2 {
                let report = try await Traffic.load(lines, into: database, knowing: Traffic.accounts(with: "Checkout"))
                #expect(report.unknownProjects == [unknown])
            }
            let report = try await Traffic.load(lines, into: database, knowing: Traffic.accounts(with: "Checkout", "Reminders"))
            #expect(report.unknownProjects == [])
            let projects = try await database.read { tx in try TrafficProject.all(accounts: ["acc_1"], in: tx) }
            #expect(projects.map(\.projectID) == ["prj_checkout", "prj_reminders"])
        }
    }

    @Test("The progress that says all of it says all rows, and nothing after it")
    func progress() async throws {
        try await Traffic.with(.sqlite) { database in
            let seen = Mutex<[MessageImport.Progress]>([])
            let data = Data((0..<1500).map { TrafficLine("m\($0)").text + "\n" }.joined().utf8)
            _ = try await Traffic.load(data, into: database, progress: { step in seen.withLock { $0.append(step) } })
            let steps = seen.withLock { $0 }
            #expect(steps.count > 2)
            #expect(steps.last == MessageImport.Progress(rows: 1500, fraction: 1))
            #expect(steps.dropLast().allSatisfy { $0.fraction < 1 })
        }
    }

    @Test("A folder is refused in a sentence")
    func folder() async throws {
        try await Traffic.with(.sqlite) { database in
            let folder = try TestDatabase.temporaryFolder()
            defer { try? FileManager.default.removeItem(at: folder) }
            await #expect(throws: LineFile.Unreadable.self) {
                try await MessageImport(into: database, accounts: Traffic.accounts()).run(file: folder.path)
            }
        }
    }

    @Test("A byte-order mark, CRLF, blank lines and a missing last line end do no harm", .onEveryDatabase)
    func lineEnds() async throws {
        try await Traffic.with { database in
            let text = "\u{FEFF}" + TrafficLine("a").text + "\r\n\r\n" + TrafficLine("b").text + "\n\n{\r\n" + TrafficLine("c").text
            let report = try await Traffic.load(Data(text.utf8), into: database)
            #expect(report.imported == 3)
            #expect(report.rejected.map(\.line) == [5])
            #expect(report.rows == 4)
        }
    }

    @Test("Bytes that are no UTF-8 are a bad line of their own")
    func encoding() async throws {
        try await Traffic.with(.sqlite) { database in
            let data = Data(TrafficLine("a").text.utf8 + [10, 0x7B, 0xFF, 0xFE, 10])
            let report = try await Traffic.load(data, into: database)
            #expect(report.rejected.map(\.reason) == ["not UTF-8"])
        }
    }

    @Test("The example's five thousand messages come in, and their sums by project and month are exact", .onEveryDatabase)
    func example() async throws {
        let file = try Vectors.example("messages.ndjson")
        try await Traffic.with { database in
            let report = try await Traffic.load(file, into: database)
            #expect(report.imported == 5000)
            #expect(report.rejected == [])
            let projects = try await database.read { tx in try TrafficProject.all(accounts: ["acc_10000"], in: tx) }
            #expect(projects.map(\.name) == ["Alerts", "Campaigns", "Checkout"])
            let usage = try await database.read { tx in try Usage.find(projects: projects.map(\.number), .operatorCommand, in: tx) }
            let names = Dictionary(uniqueKeysWithValues: projects.map { ($0.number, $0.name) })
            let found = Dictionary(uniqueKeysWithValues: usage.map { ("\(names[$0.project] ?? "") \(Month.iso($0.month))", $0.cost) })
            let expected = try Self.costs(of: file)
            #expect(found == expected)
        }
    }

    /// Computes the same sums in another way: as integers of ten-thousandths, read directly from the file.
    private static func costs(of file: Data) throws -> [String: Amount] {
        var sums: [String: Int64] = [:]
        for line in file.split(separator: 10) {
            let object = try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
            let price = try #require((object["price"] as? String)?.split(separator: "."))
            let sent = try #require(object["sent_at"] as? Int64)
            let month = Timestamp(milliseconds: sent).isoDate.prefix(7)
            sums["\(object["project"] ?? "") \(month)", default: 0] += (Int64(price[0]) ?? 0) * 10000 + (Int64(price[1]) ?? 0)
        }
        return sums.mapValues { Amount(units: Int128($0) * 10000) }
    }

    private struct Sums: Equatable {
        var messages = 0
        var cost = Amount.zero
    }

    private static func sums(_ database: any Database) async throws -> Sums {
        let projects = try await Traffic.numbers(database)
        return try await database.read { tx in
            try Usage.find(projects: projects, .operatorCommand, in: tx).reduce(into: Sums()) { sums, usage in
                sums.messages += usage.messages
                sums.cost = sums.cost + usage.cost
            }
        }
    }
}
