internal import Access
internal import Core
internal import SQL

/// The old dashboard's accounts with their projects. If the file is given, it is the complete list.
struct ProjectsFile {
    private struct Entry: Sendable {
        let account: String
        let accountName: String
        let project: String
    }

    private static let columns = ["account_id", "account_name", "project"]

    let path: String

    /// Reads the whole file and stores nothing. Throws at the first invalid line.
    func check() async throws { try await read { _ in } }

    /// Finds or creates its accounts and projects, and notes their names.
    func store(_ context: ImportContext, _ staging: Staging, by importer: Importer) async throws {
        try await read { entries in
            let now = importer.clock.now()
            try await staging.note(entries.map { ($0.account, $0.project) })
            try await importer.database.write { tx in
                for entry in entries {
                    let administration = context.administration(tx, at: now)
                    let account = try administration.importedAccount(entry.account, named: entry.accountName, product: context.product.id)
                    _ = try administration.importedProject(entry.project, in: account.id)
                }
            }
            try await Task.sleep(for: importer.pause)
        }
    }

    /// Calls `body` with the entries, up to 200 at a time.
    private func read(_ body: ([Entry]) async throws -> Void) async throws {
        var reader = try CSVReader(try ByteSource(path: path), columns: Self.columns)
        let places = Self.columns.compactMap(reader.header.place)
        var entries: [Entry] = []
        while let record = try reader.next() {
            entries.append(try Self.entry(record, places: places))
            if entries.count == 200 {
                try await body(entries)
                entries = []
            }
        }
        if !entries.isEmpty { try await body(entries) }
    }

    private static func entry(_ record: CSVReader.Record, places: [Int]) throws(ImportError) -> Entry {
        do throws(RowRejection) {
            guard let fields = record.fields else { throw record.reason ?? .wrongColumns }
            let account = try FieldChecks.identifier(fields[places[0]], missing: .missingAccount)
            return Entry(
                account: account, accountName: try FieldChecks.accountName(fields[places[1]], id: account),
                project: try FieldChecks.identifier(fields[places[2]], missing: .unknownProject))
        } catch { throw .projectsFile(line: record.line, reason: error.rawValue) }
    }
}
