internal import Dashboard
internal import Transition

/// The text that an import of people or of messages prints at its end.
struct ImportSummary {
    private let rows: Int
    private let rejected: Int
    private let lines: [String]

    var text: String { lines.joined(separator: "\n") }

    init(_ report: ImportReport) {
        let verb = report.isDryRun ? "would be " : ""
        var more = report.warnings.map { "  line \($0.line): \($0.warning.rawValue)" }
        if !more.isEmpty { more.insert("Imported without a field that could not be read:", at: 0) }
        if report.weakHashes > 0 {
            let seconds = max(1, Int(report.wrappingSeconds.rounded(.up)))
            more.append("\(report.weakHashes) fast hashes \(verb)wrapped in argon2id; that takes about \(seconds) s on this machine.")
        }
        more += report.accountsWithoutAdministrator.map { account in
            "\(account.name) (\(account.externalID)) has no active administrator. "
                + "Appoint one: lanyard member change \(account.externalID) PERSON --role ROLE"
        }
        self.init(
            report.rows, "\(report.imported) \(verb)imported, \(report.updated) \(verb)updated, \(report.unchanged) unchanged",
            report.rejected.map { ($0.line, $0.reason.rawValue + ($0.detail.map { " (\($0))" } ?? "")) }, more)
    }

    init(_ report: MessageImport.Report) {
        var more: [String] = []
        if report.rejected.contains(where: { $0.reason == MessageImport.unknownAccount }) {
            more.append("Import the people of unknown accounts first (lanyard import dashboard-csv), then this file again.")
        }
        more += report.unknownProjects.map { unknown in
            "Messages of '\(unknown.project)' in \(unknown.account): \(unknown.messages). "
                + "No project of the account is known by this name; only whoever sees all of its projects sees them. "
                + "'lanyard messages assign' gives them to a project."
        }
        self.init(
            report.rows, "\(report.imported) imported, \(report.updated) updated, \(report.unchanged) unchanged",
            report.rejected.map { ($0.line, $0.reason) }, more)
    }

    private init(_ rows: Int, _ counts: String, _ rejected: [(line: Int, reason: String)], _ more: [String]) {
        self.rows = rows
        self.rejected = rejected.count
        lines = ["\(rows) rows: \(counts), \(rejected.count) rejected."] + rejected.map { "  line \($0.line): \($0.reason)" } + more
    }

    /// Throws `CommandError` if every row was rejected. The file is then the wrong one or was imported too early, and a script must notice
    /// that.
    func requireAnyRow() throws {
        guard rows > 0, rejected == rows else { return }
        throw CommandError(
            "None of the \(rows) rows could be imported; the report has the reason of each. "
                + "Check that this is the right file, and run the import again."
        )
    }
}
