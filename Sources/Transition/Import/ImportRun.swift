internal import Access
internal import Audit
internal import Core
internal import Credentials
internal import SQL

/// One import of one export, from its first line to its report. Hashes are wrapped outside transactions, and each transaction is short, so
/// that a server on the same database keeps responding.
struct ImportRun {
    /// The number of lines that are processed together.
    static let batchSize = 200
    /// After this time, a transaction takes no more rows.
    private static let transactionTime: Duration = .milliseconds(15)

    var report = ImportReport()
    let importer: Importer
    let context: ImportContext
    let staging: Staging
    let knowsProjects: Bool
    var intake: Intake
    /// The time of one wrapping, measured on this machine, in seconds; nil until then.
    private var wrappingCost: Double?

    init(importer: Importer, context: ImportContext, staging: Staging, knowsProjects: Bool) {
        self.importer = importer
        self.context = context
        self.staging = staging
        self.knowsProjects = knowsProjects
        intake = Intake(context)
        report.isDryRun = importer.isDryRun
    }

    /// Imports every line of the export and returns the report.
    mutating func importAll(
        of reader: some ExportReader, _ progress: @Sendable (ImportProgress) async -> Void
    ) async throws -> ImportReport {
        try await read(reader, progress)
        let people = importer.database
        report.unchanged += try await staging.foresee(context, in: people, at: importer.clock.now())
        for line in try await staging.tieKnots() { reject(line, .duplicateEmail) }
        for line in try await staging.judge(context.product, in: people) { reject(line, .lastAdministrator) }
        try await write(progress)
        try await finish()
        return report
    }

    /// Writes the staged rows in the order of the queue.
    private mutating func write(_ progress: @Sendable (ImportProgress) async -> Void) async throws {
        let count = try await staging.enqueue()
        var position = 1
        while position <= count {
            var (rows, isKnot) = try await staging.queued(from: position, limit: Self.batchSize, context)
            try await prepareHashes(of: &rows)
            if isKnot { try await storeKnot(rows) } else { try await store(rows[...]) }
            position += rows.count
            let done = Double(position - 1) / Double(count)
            await progress(ImportProgress(rows: report.rows, fraction: Self.readingShare + (1 - Self.readingShare) * done))
        }
    }

    /// Stores the rows of a knot in one transaction; without the first that cannot be stored, if there is one, and so on.
    private mutating func storeKnot(_ rows: [PreparedRow]) async throws {
        var rows = rows
        while !rows.isEmpty {
            let context = context
            let now = importer.clock.now()
            let tried = rows
            do {
                let outcomes = try await importer.database.write { tx in try context.storeKnot(tried, tx, at: now) }
                for (row, outcome) in zip(rows, outcomes) { count(outcome, line: row.line) }
                return
            } catch let refused as ImportContext.KnotRow {
                reject(rows[refused.index].line, refused.reason)
                rows.remove(at: refused.index)
            }
        }
    }

    /// Sets the hash to store, for each row whose password is new or changed at the source.
    private mutating func prepareHashes(of rows: inout [PreparedRow]) async throws {
        let ids = rows.map(\.exported.externalID)
        let product = context.product.id
        let known = try await importer.database.read { try $0.importSources(ids, product: product) }
        let digests = Dictionary(known.map { ($0.externalID, $0.fields[.password]) }, uniquingKeysWith: { first, _ in first })
        try await prepareHashes(of: &rows) { digests[$0.exported.externalID] != $0.fields[.password] }
    }

    /// Sets the hash to store, for each row where it is wanted.
    mutating func prepareHashes(of rows: inout [PreparedRow], where isWanted: (PreparedRow) -> Bool) async throws {
        var weak: [(index: Int, hash: PasswordHash)] = []
        for index in rows.indices where isWanted(rows[index]) {
            guard let hash = rows[index].exported.password else { continue }
            rows[index].hash = hash
            if hash.mustBeWrapped { weak.append((index, hash)) }
        }
        report.weakHashes += weak.count
        guard !weak.isEmpty else { return }
        try await measureWrapping()
        guard !importer.isDryRun else { return }
        for (index, wrapped) in try await wrapped(weak) { rows[index].hash = wrapped }
    }

    /// Runs only as many tasks at once as there are threads, so that the pool's queue stays free for its other users.
    private func wrapped(_ weak: [(index: Int, hash: PasswordHash)]) async throws -> [(Int, PasswordHash)] {
        let hashing = importer.hashing
        return try await withThrowingTaskGroup(of: (Int, PasswordHash).self) { group in
            var results: [(Int, PasswordHash)] = []
            for (number, item) in weak.enumerated() {
                if number >= hashing.threads, let done = try await group.next() { results.append(done) }
                group.addTask { (item.index, try await hashing.wrapping(item.hash)) }
            }
            for try await done in group { results.append(done) }
            return results
        }
    }

    private mutating func measureWrapping() async throws {
        guard wrappingCost == nil else { return }
        let hashing = importer.hashing
        let clock = ContinuousClock()
        let took = try await clock.measure { _ = try await hashing.verify(password: Secret("measure"), against: hashing.decoy) }
        wrappingCost = Double(took.wholeMilliseconds) / 1000
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

    static func reason(for error: any Error) throws -> RowRejection {
        switch error {
        case AccessError.lastAdministrator: return .lastAdministrator
        case is AccessError, SQLError.uniqueViolation, SQLError.checkViolation, SQLError.notNullViolation, SQLError.foreignKeyViolation:
            return .notStored
        default: throw error
        }
    }

    mutating func reject(_ line: Int, _ reason: RowRejection, _ detail: String? = nil) {
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

    /// Records the import and completes its report.
    private mutating func finish() async throws {
        let context = context
        let now = importer.clock.now()
        let counts = report
        try await importer.database.write { tx in
            try tx.append(
                AuditEvent(
                    .importFinished, by: .operatorCommand, on: Identifier<ImportKind>(at: now).text,
                    details: [
                        "product": context.product.id.rawValue, "rows": "\(counts.rows)", "imported": "\(counts.imported)",
                        "updated": "\(counts.updated)", "rejected": "\(counts.rejected.count)",
                    ]), at: now)
        }
        report.accountsWithoutAdministrator = try await importer.database.readLong { tx in try tx.unledAccounts(context.product) }
        report.rejected.sort { $0.line < $1.line }
        let rejected = Set(report.rejected.map(\.line))
        report.warnings.removeAll { rejected.contains($0.line) }
        report.wrappingSeconds = Double(report.weakHashes) * (wrappingCost ?? 0) / Double(importer.hashing.threads)
    }
}

/// A row that is ready to be stored, with the values that had to be computed outside a transaction.
struct PreparedRow: Sendable {
    let line: Int
    private(set) var exported: ExportedPerson
    private(set) var fields: SourceFields
    /// The password hash to store; nil if the row has no password or it has not changed.
    var hash: PasswordHash?

    init(line: Int, exported: ExportedPerson, fields: SourceFields, hash: PasswordHash? = nil) {
        self.line = line
        self.exported = exported
        self.fields = fields
        self.hash = hash
    }

    /// Without the address, which is another login's of the product.
    func withoutAddress(_ digests: FieldDigests) -> PreparedRow {
        var row = self
        row.exported.email = nil
        row.exported.warnings.append(.sharedAddress)
        row.fields[.email] = digests.digest("", of: .email)
        return row
    }
}

/// What an import did with a row; in a dry run, what it would do.
enum RowOutcome: Sendable, Equatable {
    case imported, updated, unchanged
    case rejected(RowRejection)
}
