internal import Core
internal import SQL
internal import Traffic

/// The part of an import between the file and the database: the current batch of lines, and the report so far.
struct MessageIntake {
    private static let commitTime: Duration = .milliseconds(20)
    private static let pause: Duration = .milliseconds(3)

    private(set) var report = MessageImport.Report()
    private let database: any Database
    private let accounts: MessageImport.Accounts
    private let clock: any WallClock
    private var batch: [(line: Int, bytes: [UInt8]?)] = []
    private var unknown: [MessagePlace: Int] = [:]
    /// How many lines are committed together. It is adjusted to the duration of the last commit.
    private var size = 64

    init(into database: any Database, accounts: @escaping MessageImport.Accounts, clock: any WallClock) {
        self.database = database
        self.accounts = accounts
        self.clock = clock
    }

    /// Adds one line of the file, nil if it is too long, and commits the batch when it is full. Empty lines do not count as rows.
    mutating func add(_ line: [UInt8]?, number: Int) async throws {
        if line?.isEmpty == true { return }
        batch.append((number, line))
        if batch.count >= size { try await commit() }
    }

    /// Commits the remaining lines and returns the complete report.
    mutating func finish() async throws -> MessageImport.Report {
        try await commit()
        report.rejected.sort { $0.line < $1.line }
        report.unknownProjects = unknown.map {
            MessageImport.UnknownProject(account: $0.key.account, project: $0.key.project, messages: $0.value)
        }.sorted { ($0.account, $0.project) < ($1.account, $1.project) }
        return report
    }

    private mutating func commit() async throws {
        var lines: [MessageBatch.Line] = []
        var known: MessageBatch.Accounts = [:]
        var strangers: Set<String> = []
        let now = clock.now()
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
        let checked = lines
        let accounts = known
        let started = ContinuousClock.now
        let outcome = try await database.write { tx in try MessageBatch.write(checked, of: accounts, at: now, in: tx) }
        let taken = started.duration(to: .now)
        count(outcome)
        size = taken > Self.commitTime ? max(8, size / 2) : taken < Self.commitTime / 3 ? min(2048, size * 2) : size
        try await Task.sleep(for: Self.pause)
    }

    private mutating func count(_ outcome: MessageBatch.Outcome) {
        report.imported += outcome.imported
        report.updated += outcome.updated
        report.unchanged += outcome.unchanged
        report.rejected += outcome.rejected
        unknown.merge(outcome.unknown, uniquingKeysWith: +)
    }
}
