internal import Core
internal import SQL

/// Reading an export. Most rows of a first import are new people, and nothing else in the file depends on them: they are written at once,
/// a batch while the next one is read. The others go into the staging database.
///
/// Cost of a new person: no hash and no read of their own; a row in eight tables, all of a batch in one transaction without an fsync.
extension ImportRun {
    /// The part of the progress that reading is.
    static let readingShare = 0.9

    mutating func read(_ reader: some ExportReader, _ progress: @Sendable (ImportProgress) async -> Void) async throws {
        var reader = reader
        try await withThrowingTaskGroup(of: WrittenBatch.self) { group in
            while let people = try await nextPeople(&reader) {
                try await settle(group.next())
                let writer = NewPeopleWriter(importer: importer, context: context)
                group.addTask { try await writer.write(people) }
                await progress(ImportProgress(rows: report.rows, fraction: reader.fraction * Self.readingShare))
            }
            try await settle(group.next())
        }
    }

    /// Reads a batch, and returns the new people in it; nil at the end of the file.
    private mutating func nextPeople(_ reader: inout some ExportReader) async throws -> NewPeople? {
        var rows: [PreparedRow] = []
        var lines = 0
        while lines < Self.batchSize, let line = try reader.next() {
            lines += 1
            switch line.content {
            case .success(let person):
                rows.append(PreparedRow(line: line.line, exported: person, fields: context.digests.digests(of: person)))
                report.warnings += person.warnings.map { .init(line: line.line, warning: $0) }
            case .failure(let rejection): reject(line.line, rejection.reason, rejection.detail)
            }
        }
        guard lines > 0 else { return nil }
        report.rows += lines
        return try await newPeople(of: rows)
    }

    private mutating func newPeople(of rows: [PreparedRow]) async throws -> NewPeople {
        var rows = rows
        if knowsProjects {
            let lacking = try await staging.linesWithoutProject(rows)
            for line in lacking { reject(line, .unknownProject) }
            rows.removeAll { lacking.contains($0.line) }
        }
        var sorted = try await intake.sort(rows, in: importer.database)
        for (row, reason) in sorted.rejected { reject(row.line, reason) }
        report.unchanged += sorted.unchanged
        report.warnings += sorted.withoutAddress.map { .init(line: $0, warning: .sharedAddress) }
        try await staging.add(sorted.staged)
        try await prepareHashes(of: &sorted.new) { _ in true }
        return try NewPeople(sorted.new, context, at: importer.clock.now())
    }

    private mutating func settle(_ batch: WrittenBatch?) async throws {
        guard let batch else { return }
        report.imported += batch.imported
        try await staging.add(batch.left)
    }
}

private struct NewPeopleWriter: Sendable {
    let importer: Importer
    let context: ImportContext

    /// Writes new people together, or none of them, if another import or a sign-in was there before.
    func write(_ people: NewPeople) async throws -> WrittenBatch {
        guard !people.rows.isEmpty else { return WrittenBatch() }
        let context = context
        let now = importer.clock.now()
        do {
            // What a crash of the machine loses of it, the next run brings.
            try await importer.database.writeUnflushed { tx in try context.add(people, tx, at: now) }
        } catch {
            _ = try ImportRun.reason(for: error)
            return WrittenBatch(left: people.rows)
        }
        return WrittenBatch(imported: people.rows.count)
    }
}

private struct WrittenBatch: Sendable {
    var imported = 0
    /// Those who are tried again one by one, with the rows that depend on each other.
    var left: [PreparedRow] = []
}
