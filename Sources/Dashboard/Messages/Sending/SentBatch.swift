internal import Core
internal import ProductKit
internal import SQL
internal import Traffic

/// The messages of one request of an access key, written in one transaction.
struct SentBatch {
    private let tx: Transaction
    private let project: Int64
    /// The projects of its account, whose ids are one account's own.
    private let own: Set<Int64>
    private let prices: PriceList?
    private let now: Timestamp
    /// What is older was billed.
    private static let latest = Duration.days(31)
    private var summary = TrafficSummary()
    private var usage = UsageChanges()
    private var cells = CellChanges()
    private var watches: WatchChanges
    private var vocabulary = VocabularyChanges()
    private var limit: RetentionLimit
    /// A name by which traffic knows the account.
    private let account: String

    /// The verdict of each line, in their order. A line with a mistake changes nothing, and stops no other.
    static func write(
        _ lines: [Result<SentLine, LineRejection>], of account: String, _ projectID: String, at now: Timestamp, in tx: Transaction
    ) throws -> [LineVerdict] {
        let traffic = try TrafficProject.ofKey(account: account, projectID: projectID, in: tx)
        let accounts = Array(Set([account, traffic.account]))
        let own = try Set(TrafficProject.all(accounts: accounts, in: tx).map(\.number))
        let currency = try PriceList.currency(of: accounts, projects: own.sorted(), in: tx)
        var batch = SentBatch(tx, traffic, own, try currency.flatMap { try PriceList.of($0, in: tx) }, now)
        var verdicts: [LineVerdict] = []
        for line in lines {
            switch line {
            case .failure(let rejection): verdicts.append(.rejected(rejection.reason))
            case .success(let line):
                do { verdicts.append(try batch.write(line)) } catch let rejection as LineRejection {
                    verdicts.append(.rejected(rejection.reason))
                }
            }
        }
        try batch.summary.write(in: tx)
        try batch.usage.write(in: tx)
        try batch.cells.write(in: tx)
        try batch.watches.write(in: tx)
        try batch.vocabulary.write(in: tx)
        return verdicts
    }

    private init(_ tx: Transaction, _ traffic: TrafficProject, _ own: Set<Int64>, _ prices: PriceList?, _ now: Timestamp) {
        self.now = now
        watches = WatchChanges(now: now)
        limit = RetentionLimit(tx, at: now)
        self.tx = tx
        project = traffic.number
        account = traffic.account
        self.own = own
        self.prices = prices
    }

    /// Throws `LineRejection`.
    private mutating func write(_ line: SentLine) throws -> LineVerdict {
        let old = try Message.stored([line.id], in: tx)[MessageID(line.id)]?.first { own.contains($0.project) }
        if let old, old.project != project { throw LineRejection("id taken in another project of the account") }
        guard var message = old ?? line.message else { throw LineRejection("no such message: send from and to") }
        message.project = project
        if let old {
            // Only what became of it changes: what it is was priced when it came in.
            if let name = line.message.flatMap({ $0.difference(from: old) }) { throw LineRejection("\(name) cannot change") }
            message.status = line.status
            message.errorCode = line.errorCode
            message.deliveredAt = line.deliveredAt
            // What is said late changes nothing: receipts do not always come in order.
            if message == old || message.status.rank < old.status.rank { return .unchanged }
            if old.status.isFinal { throw LineRejection("it has ended as \(old.status.rawValue)") }
            if let deliveredAt = message.deliveredAt { try Message.check(deliveredAt, after: message.sentAt) }
            try message.replace(old, message.text, &vocabulary, in: tx)
            summary.remove(old)
            usage.remove(old)
            cells.remove(old)
        } else {
            guard message.sentAt > now - Self.latest else {
                throw LineRejection("sent_at is more than 31 days ago: the operator imports what is older")
            }
            guard try !limit.isOver(message.sentAt, of: account) else { throw LineRejection.keptNoLonger }
            message.key = try message.key.free(in: "messages", tx)
            try price(&message)
            let text = message.text
            try message.insert(text, in: tx)
            vocabulary.add(text, in: message.project)
        }
        summary.add(message)
        usage.add(message)
        cells.add(message)
        watches.add(message, after: old)
        return old == nil ? .accepted : .updated
    }

    private func price(_ message: inout Message) throws(LineRejection) {
        guard let prices else { throw LineRejection("no price list: the operator sets one") }
        message.currency = prices.currency
        guard message.direction == .outbound else {
            message.price = .zero
            return
        }
        guard let price = prices.price(of: message.parts, to: message.country, at: message.sentAt) else {
            throw LineRejection("no price for \(message.country.isEmpty ? "an unknown country" : message.country)")
        }
        guard price <= MessageLine.highestPrice else { throw LineRejection("too dear: the price list has a mistake") }
        message.price = price
    }
}

extension Message {
    /// The first member in which a line says something else of the message than is stored; nil if it says the same.
    fileprivate func difference(from old: Message) -> String? {
        if direction != old.direction { return "direction" }
        if sender != old.sender { return "from" }
        if recipient != old.recipient { return "to" }
        if country != old.country { return "country" }
        if parts != old.parts { return "parts" }
        if sentAt != old.sentAt { return "sent_at" }
        return body == old.body ? nil : "body"
    }
}

extension MessageStatus {
    /// How far it has come: statuses only go on.
    fileprivate var rank: Int { self == .queued ? 0 : self == .dispatched ? 1 : 2 }
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
