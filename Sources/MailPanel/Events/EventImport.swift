package import Core
package import SQL
internal import Traffic

/// Imports events from a file with one JSON object per line (`lanyard mail-events import FILE`), each with its account. It is idempotent by the
/// event's id; a line with a mistake stops no other. One batch is in memory.
package struct EventImport: Sendable {
    package struct Report: Encodable, Sendable, Equatable {
        package struct RejectedLine: Encodable, Sendable, Equatable {
            package let line: Int
            package let reason: String
        }
        package internal(set) var rows = 0
        package internal(set) var imported = 0
        package internal(set) var unchanged = 0
        package internal(set) var rejected: [RejectedLine] = []
    }

    private static let batch = 500
    private let database: any Database
    private let account: @Sendable (String) async throws -> String?
    private let clock: any WallClock

    /// `account` finds the id at the ID of an account that the file names.
    package init(
        into database: any Database, clock: any WallClock = SystemClock(), account: @escaping @Sendable (String) async throws -> String?
    ) {
        self.database = database
        self.account = account
        self.clock = clock
    }

    /// Throws `LineFile.Unreadable` and `SQLError`. Earlier batches stay, and a second run imports the rest.
    package func run(file path: String) async throws -> Report {
        var file = try LineFile(path)
        var report = Report()
        var waiting: [(Int, [UInt8]?)] = []
        var accounts: [String: String?] = [:]
        while let lines = try file.next() {
            waiting += lines.filter { $0.bytes?.isEmpty != true }.map { ($0.number, $0.bytes) }
            while waiting.count >= Self.batch {
                try await commit(Array(waiting.prefix(Self.batch)), &report, &accounts)
                waiting.removeFirst(Self.batch)
            }
        }
        try await commit(waiting, &report, &accounts)
        return report
    }

    private func commit(_ lines: [(Int, [UInt8]?)], _ report: inout Report, _ accounts: inout [String: String?]) async throws {
        let now = clock.now()
        let read = lines.map { line in
            Result { () throws(LineRejection) in try MailEventLine(line.1, namesAccount: true, now: now) }
        }
        var found: [String?] = []
        for line in read {
            let name = (try? line.get())?.account ?? ""
            if accounts[name] == nil { accounts[name] = .some(name.isEmpty ? nil : try await account(name)) }
            found.append(accounts[name] ?? nil)
        }
        let of = found
        let verdicts = try await database.write { tx in try EventBatch.write(read, of: of, at: now, in: tx) }
        report.rows += lines.count
        for (line, verdict) in zip(lines, verdicts) {
            switch verdict {
            case .accepted, .updated: report.imported += 1
            case .unchanged: report.unchanged += 1
            case .rejected(let reason): report.rejected.append(.init(line: line.0, reason: reason))
            }
        }
    }
}
