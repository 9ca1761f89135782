internal import Core
internal import SQL

/// The messages of one request of an access key, written in one transaction.
struct SentBatch {
    enum Verdict: Sendable, Equatable {
        case accepted, updated, unchanged
        case rejected(String)
    }

    private let tx: Transaction
    private let project: Int64
    /// The projects of its account, whose ids are one account's own.
    private let own: Set<Int64>
    private let prices: PriceList?
    private var summary = TrafficSummary()
    private var usage = UsageChanges()
    private var cells = CellChanges()

    /// The verdict of each line, in their order. A line with a mistake changes nothing, and stops no other.
    static func write(
        _ lines: [Result<SentLine, MessageLine.Rejection>], of account: String, _ projectID: String, in tx: Transaction
    ) throws -> [Verdict] {
        let traffic = try TrafficProject.ofKey(account: account, projectID: projectID, in: tx)
        let accounts = Array(Set([account, traffic.account]))
        let own = try Set(TrafficProject.all(accounts: accounts, in: tx).map(\.number))
        let currency = try PriceList.currency(of: accounts, projects: own.sorted(), in: tx)
        var batch = SentBatch(tx, traffic.number, own, try currency.flatMap { try PriceList.of($0, in: tx) })
        var verdicts: [Verdict] = []
        for line in lines {
            switch line {
            case .failure(let rejection): verdicts.append(.rejected(rejection.reason))
            case .success(let line):
                do { verdicts.append(try batch.write(line)) } catch let rejection as MessageLine.Rejection {
                    verdicts.append(.rejected(rejection.reason))
                }
            }
        }
        try batch.summary.write(in: tx)
        try batch.usage.write(in: tx)
        try batch.cells.write(in: tx)
        return verdicts
    }

    private init(_ tx: Transaction, _ project: Int64, _ own: Set<Int64>, _ prices: PriceList?) {
        self.tx = tx
        self.project = project
        self.own = own
        self.prices = prices
    }

    /// Throws `MessageLine.Rejection`.
    private mutating func write(_ line: SentLine) throws -> Verdict {
        let old = try Message.stored([line.id], in: tx)[MessageID(line.id)]?.first { own.contains($0.project) }
        if let old, old.project != project { throw MessageLine.Rejection("id taken in another project of the account") }
        guard var message = line.message ?? old else { throw MessageLine.Rejection("no such message: send from and to") }
        if line.message == nil {
            message.status = line.status
            message.errorCode = line.errorCode
            message.deliveredAt = line.deliveredAt
        }
        message.project = project
        if let old {
            // What it cost was settled when it came in.
            message.price = old.price
            message.currency = old.currency
            message.key = old.sentAt == message.sentAt ? old.key : try MessageKey.free(message.key, in: tx)
            // What is said late of a message that has ended changes nothing: receipts do not always come in order.
            if message == old || (old.status.isFinal && !message.status.isFinal) { return .unchanged }
            try message.replace(old, in: tx)
            summary.remove(old)
            usage.remove(old)
            cells.remove(old)
        } else {
            message.key = try MessageKey.free(message.key, in: tx)
            try price(&message)
            try message.insert(in: tx)
        }
        summary.add(message)
        usage.add(message)
        cells.add(message)
        return old == nil ? .accepted : .updated
    }

    private func price(_ message: inout Message) throws(MessageLine.Rejection) {
        guard let prices else { throw MessageLine.Rejection("no price list: the operator sets one") }
        message.currency = prices.currency
        guard message.direction == .outbound else {
            message.price = .zero
            return
        }
        guard let price = prices.price(of: message.parts, to: message.country, at: message.sentAt) else {
            throw MessageLine.Rejection("no price for \(message.country.isEmpty ? "an unknown country" : message.country)")
        }
        message.price = price
    }
}

extension MessageKey {
    /// The key, or the next one of its millisecond that no message has.
    static func free(_ key: MessageKey, in tx: Transaction) throws -> MessageKey {
        var key = key
        while try tx.first("SELECT key FROM messages WHERE key = \(key)") != nil { key = key.next }
        return key
    }
}

extension TrafficProject {
    /// That of an access key's project. It is made when its first message comes in, under the project's id.
    static func ofKey(account: String, projectID: String, in tx: Transaction) throws -> TrafficProject {
        if let found = try find(projectID: projectID, in: tx) { return found }
        let made = try named(MessagePlace(account: account, project: projectID), in: tx)
        guard try link(made.number, to: projectID, in: tx), let linked = try find(projectID: projectID, in: tx) else {
            throw SQLError.conflict
        }
        return linked
    }
}
