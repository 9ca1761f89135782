import Core
import Foundation
import SQL
import TestSupport
import Testing
import Transition

/// What an import refused is mended in a file of the same form, and imported.
@Suite("Rejected lines", .onEveryDatabase) struct RejectedLinesTests {
    private static let header =
        "user_id;email;full_name;password_hash;two_factor;two_factor_secret;phone;role;account_id;account_name;projects;status;created_at;"
        + "last_login_at;locale"
    private static let hash = "$2y$08$npC6/l8EFFqzcTFEBcw.JOrceu1H95s.HKosIYpnrIWgm6HGtCM4K"

    private func row(_ id: String, _ email: String, name: String = "Ada", role: String = "Administrator") -> String {
        "\(id);\(email);\(name);\(Self.hash);none;;;\(role);acc_1;One;;active;2020-01-01T00:00:00Z;;"
    }

    /// The text of the rejected lines of an import of the text, and the report.
    private func rejected(_ fixture: ImportFixture, _ format: ExportFiles.Format, _ text: String) async throws -> (String, ImportReport) {
        let folder = try TestDatabase.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "export")
        try Data(text.utf8).write(to: file)
        let files = ExportFiles(format, people: file.path)
        let report = try await fixture.importer.run(files)
        var bytes: [UInt8] = []
        try RejectedLines(of: files, report).write { bytes += $0 }
        return (String(decoding: bytes, as: UTF8.self), report)
    }

    @Test("Of a CSV: with the source's separator, quotes and line breaks kept, the reason beside each, and mended it comes in")
    func csv() async throws {
        try await ImportFixture.with { fixture in
            let text = [
                Self.header, row("1", "ada@example.com"), row("2", "no address", name: "\"Bo; the \"\"great\"\"\""),
                row("3", "cy@example.com", role: "Emperor"), "4;too;few", "",
            ].joined(separator: "\n")
            let (lines, report) = try await rejected(fixture, .dashboardCSV, text)
            #expect(report.imported == 1 && report.rejected.count == 3)
            let expected = [
                Self.header + ";rejected_line;rejected_because",
                row("2", "no address", name: "\"Bo; the \"\"great\"\"\"") + ";3;invalid e-mail address",
                row("3", "cy@example.com", role: "Emperor") + ";4;unknown role", "4;too;few", "",
            ]
            #expect(lines == expected.joined(separator: "\n"))
            let (again, _) = try await rejected(fixture, .dashboardCSV, lines)
            #expect(again.split(separator: "\n").first == lines.split(separator: "\n").first, "no column is there twice")
            let mended = lines.replacing("no address", with: "bo@example.com").replacing("Emperor", with: "Member")
                .replacing("4;too;few\n", with: "")
            let second = try await fixture.importText(.dashboardCSV, mended)
            #expect(second.imported == 2 && second.rejected.isEmpty, "\(second.rejected)")
        }
    }

    @Test("Of JSON lines: two members first, what is no object as it stands, and mended it comes in")
    func jsonLines() async throws {
        try await ImportFixture.with { fixture in
            func line(_ id: String, _ email: String) -> String {
                """
                {"id":"\(id)","email":"\(email)","name":"Ada","role":"Admin","passwordHash":"\(Self.hash)",\
                "account":{"id":"m1","name":"One"},"created":1600000000}
                """
            }
            let text = [line("1", "ada@example.com"), line("2", "nobody"), "not json", ""].joined(separator: "\n")
            let (lines, report) = try await rejected(fixture, .mailJSONL, text)
            #expect(report.imported == 1 && report.rejected.count == 2, "\(report.rejected)")
            let marked = "{\"rejected_line\":2,\"rejected_because\":\"invalid e-mail address\"," + line("2", "nobody").dropFirst()
            #expect(lines == marked + "\nnot json\n")
            let (again, _) = try await rejected(fixture, .mailJSONL, lines)
            #expect(again.components(separatedBy: "rejected_line").count == 2, "\(again)")
            let second = try await fixture.importText(
                .mailJSONL, lines.replacing("nobody", with: "bo@example.com").replacing("not json\n", with: ""))
            #expect(second.imported == 1 && second.rejected.isEmpty, "\(second.rejected)")
        }
    }
}
