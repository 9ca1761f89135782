internal import Core
internal import SQL
internal import Traffic

/// The part of an import that one transaction writes.
struct MessageBatch {
    /// The projects that the ID has for each account that the lines name.
    typealias Accounts = [String: [MessageImport.TrafficName]]

    /// A line that passed every check that needs no database.
    struct Line: Sendable {
        let number: Int
        let place: MessagePlace
        /// As the line has it; its project is numbered in the transaction.
        let message: Message
        /// What the index knows of it.
        let text: MessageText

        init(_ number: Int, _ bytes: [UInt8]?, now: Timestamp) throws(LineRejection) {
            guard let bytes else { throw LineRejection("line too long") }
            self.number = number
            let value = try MessageLine.read(bytes)
            place = try value.place()
            message = try value.message(project: 0)
            try value.checkTimes(now)
            text = message.text
        }
    }

    struct Outcome: Sendable {
        var imported = 0
        var updated = 0
        var unchanged = 0
        var rejected: [MessageImport.RejectedLine] = []
        /// The number of messages for each project that the ID does not know.
        var unknown: [MessagePlace: Int] = [:]
    }

    private struct Project {
        let number: Int64
        let isKnown: Bool
    }

    private let tx: Transaction
    private let known: Accounts
    private var outcome = Outcome()
    private var summary = TrafficSummary()
    private var usage = UsageChanges()
    private var cells = CellChanges()
    private var watches: WatchChanges
    private var vocabulary = VocabularyChanges()
    private var projects: [MessagePlace: Project] = [:]
    private var accounts: [Int64: String] = [:]
    private var limit: RetentionLimit

    static func write(_ lines: [Line], of known: Accounts, at now: Timestamp, in tx: Transaction) throws -> Outcome {
        var batch = MessageBatch(tx, known, now)
        for start in stride(from: 0, to: lines.count, by: 32) {
            let part = lines[start..<min(start + 32, lines.count)]
            var stored = try Message.stored(padded(part.map(\.message.id)), in: tx)
            for line in part {
                do { try batch.write(line, &stored) } catch let rejection as LineRejection {
                    batch.outcome.rejected.append(MessageImport.RejectedLine(line: line.number, reason: rejection.reason))
                }
            }
        }
        try batch.summary.write(in: tx)
        try batch.usage.write(in: tx)
        try batch.cells.write(in: tx)
        try batch.watches.write(in: tx)
        try batch.vocabulary.write(in: tx)
        return batch.outcome
    }

    private init(_ tx: Transaction, _ known: Accounts, _ now: Timestamp) {
        self.tx = tx
        watches = WatchChanges(now: now)
        limit = RetentionLimit(tx, at: now)
        self.known = known
    }

    /// Throws `LineRejection`.
    private mutating func write(_ line: Line, _ stored: inout [MessageID: [Message]]) throws {
        var message = line.message
        guard try !limit.isOver(message.sentAt, of: line.place.account) else { throw LineRejection.keptNoLonger }
        var old: Message?
        for one in stored[MessageID(message.id)] ?? [] where try account(of: one.project) == line.place.account { old = one }
        let project = try project(line.place)
        message.project = project.number
        if !project.isKnown { outcome.unknown[line.place, default: 0] += 1 }
        message.key = try old.flatMap { $0.sentAt == message.sentAt ? $0.key : nil } ?? message.key.free(in: "messages", tx)
        if message == old {
            outcome.unchanged += 1
            return
        }
        if let old {
            try message.replace(old, line.text, &vocabulary, in: tx)
            summary.remove(old)
            usage.remove(old)
            cells.remove(old)
            outcome.updated += 1
        } else {
            try message.insert(line.text, in: tx)
            vocabulary.add(line.text, in: message.project)
            outcome.imported += 1
        }
        summary.add(message)
        usage.add(message)
        cells.add(message)
        watches.add(message, after: old)
        // Those of other accounts with this id stay what they are.
        stored[MessageID(message.id), default: []].removeAll { $0.key == old?.key }
        stored[MessageID(message.id), default: []].append(message)
    }

    /// Pads the ids to 32, so that the statement is prepared once.
    private static func padded(_ ids: [String]) -> [String] {
        ids.isEmpty ? ids : ids + Array(repeating: ids[0], count: max(0, 32 - ids.count))
    }

    /// The project, tied to that of the ID which the name means, so that an access key can read it before anybody has opened a page. Throws
    /// `LineRejection` if two projects have a claim to the name.
    private mutating func project(_ place: MessagePlace) throws -> Project {
        if let project = projects[place] { return project }
        // Names of projects are told apart as at the ID.
        let name = place.project.comparableName
        let claims = (known[place.account] ?? []).filter { $0.name.comparableName == name }
        let there = try TrafficProject.existing(place, in: tx)
        let owner = there?.projectID ?? claims.first { $0.ties && $0.name.tidyName == place.project }?.project
        if let owner, claims.contains(where: { $0.project != owner }) { throw LineRejection.contestedProject }
        let traffic = try there ?? TrafficProject.named(place, in: tx)
        var isKnown = traffic.projectID != nil
        if !isKnown, let owner { isKnown = try TrafficProject.link(traffic.number, to: owner, in: tx) }
        let project = Project(number: traffic.number, isKnown: isKnown)
        projects[place] = project
        return project
    }

    private mutating func account(of project: Int64) throws -> String? {
        if let account = accounts[project] { return account }
        let row = try tx.first("SELECT account FROM traffic_projects WHERE number = \(project)")
        accounts[project] = try row?["account"]
        return accounts[project]
    }
}
