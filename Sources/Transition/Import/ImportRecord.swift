package import Access
package import Core
package import SQL

package enum ImportRecordKind: IdentifierKind { package static let prefix = "rep" }
package typealias ImportRecordID = Identifier<ImportRecordKind>

/// What became of an import, for the operator's pages.
package struct ImportRecord: Sendable, Equatable {
    package let id: ImportRecordID
    package let product: ProductID
    /// The name of the file, without its folder.
    package let file: String
    package let startedAt: Timestamp
    package let endedAt: Timestamp
    package let rows: Int
    package let imported: Int
    package let updated: Int
    package let unchanged: Int
    package let rejected: Int
    /// Lines that came in without a field.
    package let warnings: Int

    init(_ report: ImportReport, of product: ProductID, file: String, from start: Timestamp, at now: Timestamp) {
        id = ImportRecordID(at: now)
        self.product = product
        self.file = file
        startedAt = start
        endedAt = now
        rows = report.rows
        imported = report.imported
        updated = report.updated
        unchanged = report.unchanged
        rejected = report.rejected.count
        warnings = report.warnings.count
    }

    /// A line of the file that was rejected, or came in without a field.
    package struct Line: Sendable, Equatable {
        package let line: Int
        /// As reports on the command line say it.
        package let reason: String
        package let detail: String?
        package let isRejected: Bool
    }

    /// So many lines of either kind are kept, for so long.
    package static let mostLines = 500
    package static let lifetime: Duration = .days(365)
}

extension ImportRecord: Stored {
    package static let stored: [Column<ImportRecord>] = [
        Column("id", \.id), Column("product", \.product), Column("file", \.file), Column("started_at", \.startedAt),
        Column("ended_at", \.endedAt), Column("all_rows", \.rows), Column("imported", \.imported), Column("updated", \.updated),
        Column("unchanged", \.unchanged), Column("rejected", \.rejected),
        Column("warnings", \.warnings),
    ]

    package init(row: Row) throws {
        id = try row["id"]
        product = try row["product"]
        file = try row["file"]
        startedAt = try row["started_at"]
        endedAt = try row["ended_at"]
        rows = try row["all_rows"]
        imported = try row["imported"]
        updated = try row["updated"]
        unchanged = try row["unchanged"]
        rejected = try row["rejected"]
        warnings = try row["warnings"]
    }
}

extension Transaction {
    func keep(_ record: ImportRecord, of report: ImportReport) throws {
        try run("INSERT INTO import_reports (\(ImportRecord.columns)) VALUES (\(values: record))")
        let rejected = report.rejected.map {
            ImportRecord.Line(line: $0.line, reason: $0.reason.rawValue, detail: $0.reason.quotesFile ? nil : $0.detail, isRejected: true)
        }
        let warnings = report.warnings.map {
            ImportRecord.Line(line: $0.line, reason: $0.warning.rawValue, detail: nil, isRejected: false)
        }
        for line in rejected.prefix(ImportRecord.mostLines) + warnings.prefix(ImportRecord.mostLines) {
            try run(
                """
                INSERT INTO import_report_lines (report_id, line, reason, detail, is_rejected)
                VALUES (\(record.id), \(line.line), \(line.reason), \(line.detail), \(line.isRejected))
                """)
        }
    }

    package func sweepImportRecords(at now: Timestamp) throws {
        try run("DELETE FROM import_reports WHERE ended_at <= \(now - ImportRecord.lifetime)")
    }

    /// The newest first, 100 at most.
    package func importRecords() throws -> [ImportRecord] {
        try all("SELECT \(ImportRecord.columns) FROM import_reports ORDER BY ended_at DESC, id DESC LIMIT 100")
    }

    package func importRecord(_ id: ImportRecordID) throws -> ImportRecord? {
        try first("SELECT \(ImportRecord.columns) FROM import_reports WHERE id = \(id)", as: ImportRecord.self)
    }

    /// In the order of the file.
    package func lines(of record: ImportRecordID) throws -> [ImportRecord.Line] {
        try rows(
            "SELECT line, reason, detail, is_rejected FROM import_report_lines WHERE report_id = \(record) ORDER BY line, reason"
        ).map { row in
            ImportRecord.Line(
                line: try row["line"], reason: try row["reason"], detail: try row["detail"], isRejected: try row["is_rejected"])
        }
    }
}
