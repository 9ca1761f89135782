import Core
import Foundation
import Identity
import SQL
import TestSupport
import Testing
import Transition

@Suite("Reading exports")
struct ReaderTests {
    @Test("A byte-order mark, CRLF or LF, quoted commas, quotes and line breaks, and a last line without a break are all read")
    func quoting() async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            let header = DashboardRow.header.replacing("\r\n", with: "\n")
            let text =
                "\u{FEFF}" + header + DashboardRow("u1").with(\.name, "\"Berg, \"\"Ada\"\"\"").text.replacing("\r\n", with: "\n") + "\n"
                + DashboardRow("u2").with(\.name, "\"Ada\tBerg\"").text + String(DashboardRow("u3").with(\.role, "Member").text.dropLast(1))
            let report = try await fixture.importText(.dashboardCSV, text)
            #expect(report.rows == 3)
            #expect(report.imported == 2)
            #expect(report.rejected.map(\.line) == [4])
            #expect(try await fixture.person("u1")?.name == "Berg, \"Ada\"")
        }
    }

    @Test("A line's number counts the lines of the file, those inside quotes too")
    func lineNumbers() async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            let text =
                DashboardRow.header + DashboardRow("u1").text + DashboardRow("u2").with(\.name, "\"two\r\nlines\"").text
                + DashboardRow("u3").with(\.email, "none").text
            let report = try await fixture.importText(.dashboardCSV, text)
            #expect(report.rejected.map { "\($0.line) \($0.reason.rawValue)" } == ["3 control character", "5 invalid e-mail address"])
        }
    }

    @Test("An account id that looks like one of ours is refused: it would name two accounts")
    func ownIDs() async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            let own = AccountID(at: Timestamp(seconds: 1_717_416_000)).text
            let text =
                DashboardRow.header + DashboardRow("u1").text + DashboardRow("u2").with(\.account, own).text
                + DashboardRow("u3").with(\.role, "Member").with(\.projects, "Pay\u{202E}roll").text
            let report = try await fixture.importText(.dashboardCSV, text)
            let reasons = ["3 account id has the form of an id of this server", "4 invisible character in a project's name"]
            #expect(report.rejected.map { "\($0.line) \($0.reason.rawValue)" } == reasons)
            #expect(report.imported == 1)
        }
    }

    @Test("A quote that is never closed costs its own line and none after it")
    func unclosedQuote() async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            let text =
                DashboardRow.header + DashboardRow("u1").with(\.name, "\"open").text + DashboardRow("u2").text
                + DashboardRow("u3").with(\.role, "Member").text
            let report = try await fixture.importText(.dashboardCSV, text)
            #expect(report.rejected.map { "\($0.line) \($0.reason.rawValue)" } == ["2 unclosed quote"])
            #expect(report.imported == 2)
        }
    }

    @Test("An endless line is passed over, and the next one is read")
    func endlessLines() async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            let endless = String(repeating: "x", count: 3_000_000) + "\r\n"
            let report = try await fixture.importText(.dashboardCSV, DashboardRow.header + endless + DashboardRow("u1").text)
            #expect(report.rejected.map { "\($0.line) \($0.reason.rawValue)" } == ["2 line too long"])
            #expect(report.imported == 1)
            let mail = try await fixture.importText(.mailJSONL, endless + "{}\n" + String(repeating: "[", count: 100_000))
            #expect(
                mail.rejected.map { "\($0.line) \($0.reason.rawValue)" } == ["1 line too long", "2 invalid e-mail address", "3 not JSON"])
        }
    }

    @Test("Lines that are JSON but no object, and bytes that are no text, are named as such")
    func oddLines() async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            let mail = try await fixture.importText(.mailJSONL, "42\n[]\n\n{\"id\": \n\"a\"\n{\"email\": {\"a\": [1]}}\n")
            #expect(
                mail.rejected.map { "\($0.line) \($0.reason.rawValue)" } == [
                    "1 not a JSON object", "2 not a JSON object", "4 not JSON", "5 not a JSON object", "6 invalid e-mail address",
                ])
            #expect(mail.rows == 5)
        }
    }

    @Test("A header without every column stops the import before anything is brought in, and says which are missing")
    func header() async throws {
        try await ImportFixture.with(.sqlite) { fixture in
            await #expect(throws: ImportError.missingColumns(["locale"])) {
                try await fixture.importText(.dashboardCSV, DashboardRow.header.replacing(",locale", with: "") + DashboardRow("u1").text)
            }
            await #expect(throws: ImportError.self) {
                try await fixture.importer.run(ExportFiles(.dashboardCSV, people: "/nowhere"))
            }
            await #expect(throws: ImportError.projectsFile(line: 3, reason: "missing account")) {
                try await fixture.importText(
                    .dashboardCSV, DashboardRow.header + DashboardRow("u1").text,
                    projects: "account_id,account_name,project\r\nacc_1,Acme,Alerts\r\n,Acme,Alerts\r\n")
            }
            let people = try await fixture.count("people")
            #expect(people == 0)
        }
    }
}
