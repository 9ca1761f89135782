internal import Foundation

extension ImportReport {
    /// The content of the report file and the output of `--json`; ends with a line break.
    package var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            return String(decoding: try encoder.encode(Document(self)), as: UTF8.self) + "\n"
        }
    }

    private struct Document: Encodable {
        struct Rejected: Encodable {
            let line: Int
            let reason: String
        }
        struct Detail: Encodable {
            let line: Int
            let detail: String
        }
        struct Warning: Encodable {
            let line: Int
            let reason: String
        }
        struct Account: Encodable {
            let id: String
            let source: String
            let name: String
        }
        struct Weak: Encodable {
            let count: Int
            let seconds: Double
        }

        let rows: Int
        let imported: Int
        let updated: Int
        let unchanged: Int
        let rejected: [Rejected]
        let details: [Detail]
        let warnings: [Warning]
        let accounts: [Account]
        let weak: Weak
        let isDryRun: Bool

        enum CodingKeys: String, CodingKey {
            case rows, imported, updated, unchanged, rejected, details, warnings
            case accounts = "accounts_without_administrator"
            case weak = "weak_hashes"
            case isDryRun = "dry_run"
        }

        init(_ report: ImportReport) {
            rows = report.rows
            imported = report.imported
            updated = report.updated
            unchanged = report.unchanged
            rejected = report.rejected.map { Rejected(line: $0.line, reason: $0.reason.rawValue) }
            details = report.rejected.compactMap { line in line.detail.map { Detail(line: line.line, detail: $0) } }
            warnings = report.warnings.map { Warning(line: $0.line, reason: $0.warning.rawValue) }
            accounts = report.accountsWithoutAdministrator.map { Account(id: $0.id, source: $0.externalID, name: $0.name) }
            weak = Weak(count: report.weakHashes, seconds: (report.wrappingSeconds * 10).rounded() / 10)
            isDryRun = report.isDryRun
        }
    }
}
