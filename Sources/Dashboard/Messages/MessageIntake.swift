internal import Core
internal import SQL
internal import Traffic

/// The part of an import between the file and the database: the current batch of lines, and the report so far. While one batch is written, the
/// next is read.
struct MessageIntake {
    private static let commitTime: Duration = .milliseconds(50)
    /// How many lines are committed together, at least and at most: fewer cost more for the pages of their sums and
    /// terms than for themselves.
    private static let sizes = 1024...4096

    /// What became of a batch, and how long its commit took.
    private struct Written: Sendable {
        let outcome: MessageBatch.Outcome
        let taken: Duration
    }

    private(set) var report = MessageImport.Report()
    private let database: any Database
    private let accounts: MessageImport.Accounts
    private let clock: any WallClock
    private var batch: [(line: Int, bytes: [UInt8]?)] = []
    private var unknown: [MessagePlace: Int] = [:]
    /// It is adjusted to the duration of the last commit.
    private var size = sizes.lowerBound
    private var writing: Task<Written, any Error>?

    init(into database: any Database, accounts: @escaping MessageImport.Accounts, clock: any WallClock) {
        self.database = database
        self.accounts = accounts
        self.clock = clock
    }

    /// Adds one line of the file, nil if it is too long, and commits the batch before it when that is full. Empty lines do not count as rows.
    mutating func add(_ line: [UInt8]?, number: Int) async throws {
        if line?.isEmpty == true { return }
        if batch.count >= size { try await commit() }
        batch.append((number, line))
    }

    /// Commits the remaining lines, with which all before them are on disk, and returns the complete report.
    mutating func finish() async throws -> MessageImport.Report {
        try await commit(isLast: true)
        try await settle()
        report.rejected.sort { $0.line < $1.line }
        report.unknownProjects = unknown.map {
            MessageImport.UnknownProject(account: $0.key.account, project: $0.key.project, messages: $0.value)
        }.sorted { ($0.account, $0.project) < ($1.account, $1.project) }
        return report
    }

    /// Reads the batch, waits for the one before it, and begins to write this one. Only the last waits for the disk: what is lost with the
    /// machine comes in when the import runs again.
    private mutating func commit(isLast: Bool = false) async throws {
        let now = clock.now()
        let (lines, known) = try await read(at: now)
        try await settle()
        let database = database
        writing = Task {
            let started = ContinuousClock.now
            let body: @Sendable (Transaction) throws -> MessageBatch.Outcome = { tx in
                try MessageBatch.write(lines, of: known, at: now, in: tx)
            }
            let outcome = try await isLast ? database.write(body) : database.writeUnflushed(body)
            return Written(outcome: outcome, taken: started.duration(to: .now))
        }
    }

    private mutating func read(at now: Timestamp) async throws -> (lines: [MessageBatch.Line], known: MessageBatch.Accounts) {
        var lines: [MessageBatch.Line] = []
        var known: MessageBatch.Accounts = [:]
        var strangers: Set<String> = []
        for (number, bytes) in batch {
            report.rows += 1
            do {
                let line = try MessageBatch.Line(number, bytes, now: now)
                let account = line.place.account
                if known[account] == nil, !strangers.contains(account) {
                    known[account] = try await accounts(account)
                    if known[account] == nil { strangers.insert(account) }
                }
                guard known[account] != nil else { throw LineRejection.unknownAccount }
                lines.append(line)
            } catch let rejection as LineRejection {
                report.rejected.append(MessageImport.RejectedLine(line: number, reason: rejection.reason))
            }
        }
        batch.removeAll(keepingCapacity: true)
        return (lines, known)
    }

    /// Waits until the batch before is committed. Cancelled, it is not written.
    private mutating func settle() async throws {
        guard let writing = writing.take() else { return }
        let written = try await withTaskCancellationHandler {
            try await writing.value
        } onCancel: {
            writing.cancel()
        }
        count(written.outcome)
        let isLong = written.taken > Self.commitTime
        let isShort = written.taken < Self.commitTime / 3
        size = isLong ? max(Self.sizes.lowerBound, size / 2) : isShort ? min(Self.sizes.upperBound, size * 2) : size
    }

    private mutating func count(_ outcome: MessageBatch.Outcome) {
        report.imported += outcome.imported
        report.updated += outcome.updated
        report.unchanged += outcome.unchanged
        report.rejected += outcome.rejected
        unknown.merge(outcome.unknown, uniquingKeysWith: +)
    }
}
