internal import Access
internal import Audit
internal import Core
internal import Credentials
internal import SQL

/// One import of one export, from its first batch of lines to its report. Hashes are wrapped outside transactions, and each transaction is
/// short, so that a server on the same database keeps responding.
struct ImportRun {
    /// The number of lines that are processed together.
    static let batchSize = 100
    /// After this time, a transaction takes no more rows.
    private static let transactionTime: Duration = .milliseconds(15)

    var report = ImportReport()
    let importer: Importer
    let context: ImportContext
    /// The time of one wrapping, measured on this machine, in seconds; nil until then.
    var wrappingCost: Double?

    init(importer: Importer, context: ImportContext) {
        self.importer = importer
        self.context = context
        report.isDryRun = context.isDryRun
    }

    /// Imports accounts and projects of the projects file.
    func importProjects(_ entries: [ProjectsFile.Entry]) async throws {
        let context = context
        let now = importer.clock.now()
        try await importer.database.write { tx in
            for entry in entries {
                try context.seen.insert(.project(account: entry.account, name: entry.project), tx)
                if context.isDryRun { continue }
                let administration = Administration(tx, catalog: context.catalog, by: .importer, at: now)
                let account = try administration.importedAccount(entry.account, named: entry.accountName, product: context.product.id)
                _ = try administration.importedProject(entry.project, in: account.id)
            }
        }
        try await Task.sleep(for: importer.pause)
    }

    /// Imports the valid lines and adds the outcome of every line to the report.
    mutating func importBatch(_ lines: [ExportLine]) async throws {
        report.rows += lines.count
        var prepared: [PreparedRow] = []
        for line in lines {
            switch line.content {
            case .success(let person):
                prepared.append(PreparedRow(line: line.line, exported: person, fields: context.digests.digests(of: person)))
            case .failure(let rejection): reject(line.line, rejection.reason, rejection.detail)
            }
        }
        try await prepareHashes(of: &prepared)
        try await store(prepared[...])
        report.rejected.sort { $0.line < $1.line }
    }

    /// Records the import and returns its report.
    mutating func finish() async throws -> ImportReport {
        let context = context
        let now = importer.clock.now()
        let counts = report
        if !context.isDryRun {
            try await importer.database.write { tx in
                try tx.append(
                    AuditEvent(
                        .importFinished, by: .operatorCommand, on: context.seen.run,
                        details: [
                            "product": context.product.id.rawValue, "rows": "\(counts.rows)", "imported": "\(counts.imported)",
                            "updated": "\(counts.updated)", "rejected": "\(counts.rejected.count)",
                        ]), at: now)
            }
        }
        report.accountsWithoutAdministrator = try await importer.database.readLong { tx in
            context.isDryRun ? try tx.unledAccounts(foreseenBy: context) : try tx.unledAccounts(context.product)
        }
        report.wrappingSeconds = Double(report.weakHashes) * (wrappingCost ?? 0) / Double(importer.hashing.threads)
        return report
    }

    private mutating func reject(_ line: Int, _ reason: RowRejection, _ detail: String? = nil) {
        report.rejected.append(.init(line: line, reason: reason, detail: detail))
    }

    private mutating func count(_ outcome: RowOutcome, line: Int) {
        switch outcome {
        case .imported: report.imported += 1
        case .updated: report.updated += 1
        case .unchanged: report.unchanged += 1
        case .rejected(let reason): reject(line, reason)
        }
    }

    private mutating func store(_ rows: ArraySlice<PreparedRow>) async throws {
        var rows = rows
        while !rows.isEmpty {
            let outcomes = try await storeFirst(of: Array(rows))
            for (row, outcome) in zip(rows, outcomes) { count(outcome, line: row.line) }
            rows = rows.dropFirst(outcomes.count)
            try await Task.sleep(for: importer.pause)
        }
    }

    /// Stores rows from the front in one transaction, at least one, and returns the outcome of each.
    private func storeFirst(of rows: [PreparedRow]) async throws -> [RowOutcome] {
        let context = context
        let now = importer.clock.now()
        do {
            return try await importer.database.write { tx in
                let clock = ContinuousClock()
                let start = ContinuousClock.now
                var outcomes: [RowOutcome] = []
                for row in rows {
                    outcomes.append(try context.store(row, tx, at: now))
                    if clock.now - start > Self.transactionTime { break }
                }
                return outcomes
            }
        } catch {
            // One row made the transaction fail for all. Now only the first row is tried; if it fails alone, it is rejected.
            if rows.count > 1 { return try await storeFirst(of: [rows[0]]) }
            return [.rejected(try Self.reason(for: error))]
        }
    }

    private static func reason(for error: any Error) throws -> RowRejection {
        switch error {
        case AccessError.lastAdministrator: return .lastAdministrator
        case is AccessError, SQLError.uniqueViolation, SQLError.checkViolation, SQLError.notNullViolation, SQLError.foreignKeyViolation:
            return .notStored
        default: throw error
        }
    }
}
