internal import Dashboard
internal import Transition

/// What an import of people or of messages says at its end, in words.
struct ImportSummary {
    private let rows: Int
    private let rejected: Int
    private let lines: [String]

    var text: String { lines.joined(separator: "\n") }

    init(_ report: ImportReport) {
        let verb = report.isDryRun ? "would be " : ""
        var lines = [
            "\(report.rows) rows: \(report.imported) \(verb)imported, \(report.updated) \(verb)updated, \(report.unchanged) unchanged, "
                + "\(report.rejected.count) rejected."
        ]
        lines += report.rejected.map { Self.rejection($0.line, $0.reason.rawValue, $0.detail) }
        if report.weakHashes > 0 {
            let seconds = max(1, Int(report.wrappingSeconds.rounded(.up)))
            lines.append("\(report.weakHashes) fast hashes \(verb)wrapped in argon2id; that takes about \(seconds) s on this machine.")
        }
        lines += report.accountsWithoutAdministrator.map { account in
            "\(account.name) (\(account.externalID)) has no active administrator. "
                + "Appoint one: lanyard member change \(account.externalID) PERSON --role ROLE"
        }
        (rows, rejected, self.lines) = (report.rows, report.rejected.count, lines)
    }

    init(_ report: MessageImport.Report) {
        var lines = [
            "\(report.rows) rows: \(report.imported) imported, \(report.updated) updated, \(report.unchanged) unchanged, "
                + "\(report.rejected.count) rejected."
        ]
        lines += report.rejected.map { Self.rejection($0.line, $0.reason) }
        if report.rejected.contains(where: { $0.reason == MessageImport.unknownAccount }) {
            lines.append("Import the people of unknown accounts first (lanyard import dashboard-csv), then this file again.")
        }
        lines += report.unknownProjects.map { unknown in
            "\(unknown.account) has no project '\(unknown.project)': \(unknown.messages) messages are seen only by whoever sees all of the account's projects."
        }
        (rows, rejected, self.lines) = (report.rows, report.rejected.count, lines)
    }

    /// A file of which no row could be taken is the wrong file, or comes too early: whoever runs the import from a script has to know.
    func requireAnyRow() throws {
        guard rows > 0, rejected == rows else { return }
        throw Refusal(
            "None of the \(rows) rows could be imported; the report has the reason of each. Check that this is the right file, and run the import again."
        )
    }

    private static func rejection(_ line: Int, _ reason: String, _ detail: String? = nil) -> String {
        "  line \(line): \(reason)" + (detail.map { " (\($0))" } ?? "")
    }
}
