internal import Foundation

extension ImportReport {
    /// The report's file and what `--json` prints; ends with a line break.
    package var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(Document(self)), as: UTF8.self) + "\n"
        }
    }

    private struct Document: Encodable {
        struct Rejected: Encodable { let line: Int, reason: String }
        struct Detail: Encodable { let line: Int, detail: String }
        struct Account: Encodable { let id: String, source: String, name: String }
        struct Weak: Encodable { let count: Int, seconds: Double }

        let rows: Int, imported: Int, updated: Int, unchanged: Int
        let rejected: [Rejected], details: [Detail]
        let accounts: [Account], weak: Weak, isDryRun: Bool

        enum CodingKeys: String, CodingKey {
            case rows, imported, updated, unchanged, rejected, details
            case accounts = "accounts_without_administrator"
            case weak = "weak_hashes"
            case isDryRun = "dry_run"
        }

        init(_ report: ImportReport) {
            (rows, imported, updated, unchanged) = (report.rows, report.imported, report.updated, report.unchanged)
            rejected = report.rejected.map { Rejected(line: $0.line, reason: $0.reason.rawValue) }
            details = report.rejected.compactMap { line in line.detail.map { Detail(line: line.line, detail: $0) } }
            accounts = report.accountsWithoutAdministrator.map { Account(id: $0.id, source: $0.externalID, name: $0.name) }
            weak = Weak(count: report.weakHashes, seconds: (report.wrappingSeconds * 10).rounded() / 10)
            isDryRun = report.isDryRun
        }
    }
}
