import Core
import Identity
import SQL
import TestSupport
import Testing
import Transition

@Suite("Imports of many people", .onEveryDatabase)
struct BulkImportTests {
    private static func rows(_ numbers: some Sequence<Int>) -> String {
        DashboardRow.header
            + numbers.map { number in
                var row = DashboardRow("u\(number)")
                row.account = "acc_\(number / 10)"
                if number % 10 > 0 { row = row.with(\.role, "Member").with(\.projects, "Alerts;Check\(number % 3)") }
                if number % 7 == 0 { row = row.with(\.factor, "sms").with(\.phone, "+46701234567") }
                return row.text
            }.joined()
    }

    @Test("An import writes one event a person, beside one for each account and project that it opens")
    func events() async throws {
        try await ImportFixture.with { fixture in
            #expect(try await fixture.importText(.dashboardCSV, Self.rows(0..<450)).imported == 450)
            let counts = try await fixture.database.read { tx in
                try tx.rows("SELECT action, COUNT(*) AS n FROM audit_events GROUP BY action ORDER BY action")
                    .map { row -> String in "\(try row["action"] as String) \(try row["n"] as Int)" }
            }
            #expect(counts == ["account.opened 45", "import.finished 1", "member.added 450", "project.opened 180"])
            #expect(try await fixture.count("second_factors") == 65)
        }
    }

    @Test("Two imports of one file at the same time bring everybody once")
    func together() async throws {
        try await ImportFixture.with { fixture in
            let text = Self.rows(0..<900)
            async let first = fixture.importText(.dashboardCSV, text)
            async let second = fixture.importText(.dashboardCSV, text)
            let reports = try await [first, second]
            #expect(reports.map(\.imported).reduce(0, +) == 900)
            #expect(reports.allSatisfy { $0.imported + $0.unchanged == 900 && $0.rejected.isEmpty })
            #expect(try await fixture.count("people") == 900)
            #expect(try await fixture.count("members") == 900)
        }
    }

    @Test("What stood in the way of a batch stops its own row only")
    func oneInTheWay() async throws {
        try await ImportFixture.with { fixture in
            _ = try await fixture.importText(.dashboardCSV, Self.rows(0..<10))
            var taken = DashboardRow("other")
            taken.email = "u5@acme.example"
            let text = Self.rows(0..<300) + taken.text + taken.with(\.id, "another").text + DashboardRow("u300").text
            let report = try await fixture.importText(.dashboardCSV, text)
            #expect(report.imported == 291)
            #expect(report.unchanged == 10)
            #expect(report.rejected.map(\.line) == [302, 303])
            #expect(report.rejected.allSatisfy { $0.reason == .duplicateEmail })
        }
    }

    @Test("What an earlier version noted of a row still tells what changed in it")
    func earlierDigests() async throws {
        try await ImportFixture.with { fixture in
            _ = try await fixture.importText(.dashboardCSV, Self.rows(0..<3))
            let names: [Character: String] = [
                "e": "email", "n": "name", "s": "status", "p": "password", "f": "factor", "r": "role", "a": "account", "c": "account-name",
                "j": "projects", "l": "locale",
            ]
            try await fixture.database.write { tx in
                for row in try tx.rows("SELECT external_id, fields FROM import_sources") {
                    let id: String = try row["external_id"]
                    let fields: String = try row["fields"]
                    let words = stride(from: 0, to: fields.count, by: 13).map { start in
                        let part = fields.dropFirst(start).prefix(13)
                        return "\(names[part.first ?? "?"] ?? "?")=\(part.dropFirst())0123456789"
                    }
                    try tx.run("UPDATE import_sources SET fields = \(words.joined(separator: " ")) WHERE external_id = \(id)")
                }
            }
            #expect(try await fixture.importText(.dashboardCSV, Self.rows(0..<3)).unchanged == 3)
            let renamed =
                Self.rows(0..<2)
                + DashboardRow("u2").with(\.name, "Eva").with(\.account, "acc_0").with(\.role, "Member")
                .with(\.projects, "Alerts;Check2").text
            #expect(try await fixture.importText(.dashboardCSV, renamed).updated == 1)
            #expect(try await fixture.person("u2")?.name == "Eva")
        }
    }
}
