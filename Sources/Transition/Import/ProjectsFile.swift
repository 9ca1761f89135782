internal import Access
internal import Core
internal import SQL

/// The old dashboard's accounts with their projects. If the file is given, it is the complete list.
struct ProjectsFile {
    struct Entry: Sendable {
        let account: String
        let accountName: String
        let project: String
    }

    private static let columns = ["account_id", "account_name", "project"]

    /// Calls `body` with the entries, up to 200 at a time. Throws at the first invalid line.
    static func read(_ path: String, _ body: ([Entry]) async throws -> Void) async throws {
        var reader = try CSVReader(try ByteSource(path: path))
        let header = try reader.next()?.fields?.map { $0.trimmed } ?? []
        let missing = columns.filter { !header.contains($0) }
        guard missing.isEmpty else { throw ImportError.missingColumns(missing) }
        let places = columns.compactMap { header.firstIndex(of: $0) }
        var entries: [Entry] = []
        while let record = try reader.next() {
            entries.append(try entry(record, places: places, width: header.count))
            if entries.count == 200 {
                try await body(entries)
                entries = []
            }
        }
        if !entries.isEmpty { try await body(entries) }
    }

    private static func entry(_ record: CSVReader.Record, places: [Int], width: Int) throws(ImportError) -> Entry {
        do throws(RowRejection) {
            guard let fields = record.fields else { throw record.reason ?? .wrongColumns }
            guard fields.count == width else { throw .wrongColumns }
            let account = try FieldChecks.identifier(fields[places[0]], missing: .missingAccount)
            return Entry(
                account: account, accountName: try FieldChecks.accountName(fields[places[1]], id: account),
                project: try FieldChecks.identifier(fields[places[2]], missing: .unknownProject))
        } catch { throw .projectsFile(line: record.line, reason: error.rawValue) }
    }
}
