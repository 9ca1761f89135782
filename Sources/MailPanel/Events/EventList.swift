internal import Core
internal import SQL
internal import Traffic

/// What was found of the events: a page of them, how many of each kind by day, and what they consist of.
struct EventList: Sendable {
    static let rows = 50
    static let searchLimit = 10_000
    static let usualDays = 30

    struct Part: Sendable, Equatable {
        let value: String
        var events = 0
    }

    var events: [MailEvent] = []
    var hasOlder = false
    var hasNewer = false
    /// By day, without gaps.
    var days: [(day: Int, counts: [MailEvent.Kind: Int])] = []
    var byReason: [Part] = []
    var byReceiving: [Part] = []
    var domains: [String] = []
    var hasAny = false
    /// Whether everything that fits was counted; else the newest alone.
    var isWhole = true

    var totals: [MailEvent.Kind: Int] { days.reduce(into: [:]) { sum, day in sum.merge(day.counts, uniquingKeysWith: +) } }

    static func page(_ query: EventQuery, of account: String, limit: Int, in tx: Transaction) throws -> EventList {
        var found = EventList()
        var isUp = false
        if case .newerThan = query.position { isUp = true }
        let rows = try tx.all(statement(query, of: account, limit: limit), as: MailEvent.self)
        found.events = isUp ? rows.prefix(limit).reversed() : Array(rows.prefix(limit))
        found.hasOlder = isUp || rows.count > limit
        found.hasNewer = isUp ? rows.count > limit : query.position != .newest
        return found
    }

    /// A row more than a page has, which tells whether there is another one.
    static func statement(_ query: EventQuery, of account: String, limit: Int) -> Statement {
        let keys = query.keys
        var lower = keys.lowerBound
        var upper = keys.upperBound
        var order: Statement = "key DESC"
        switch query.position {
        case .newest: break
        case .olderThan(let key): upper = min(upper, key.number)
        case .newerThan(let key):
            lower = max(lower, min(key.number, .max - 1) + 1)
            order = "key"
        }
        return """
            SELECT \(MailEvent.columns) FROM mail_events WHERE \(query.condition(account)) AND key >= \(lower) AND key < \(upper)
            ORDER BY \(order) LIMIT \(limit + 1)
            """
    }

    static func load(_ query: EventQuery, of account: String, today: Int, in tx: Transaction) throws -> EventList {
        guard query.errors.isEmpty else { return EventList() }
        var found = try page(query, of: account, limit: rows, in: tx)
        let newest = try newestDay(of: account, in: tx)
        found.hasAny = newest != nil
        found.domains = try tx.namesOfSendingDomains(of: account).sorted()
        guard query.position == .newest, found.hasAny else { return found }
        if query.isOfCells {
            try found.countCells(query, account, min(newest ?? today, today), in: tx)
        } else {
            try found.countHits(query, account, in: tx)
        }
        return found
    }

    /// The day of the account's newest event.
    static func newestDay(of account: String, in tx: Transaction) throws -> Int? {
        let row = try tx.first("SELECT key FROM mail_events WHERE account = \(account) ORDER BY key DESC LIMIT 1")
        return try row.map { Day.of((try $0["key"] as TrafficKey).sentAt) }
    }

    /// Of whole days from the cells: up to the newest where none are asked for.
    private mutating func countCells(_ query: EventQuery, _ account: String, _ newest: Int, in tx: Transaction) throws {
        let last = query.lastDay ?? max(newest, query.firstDay ?? newest)
        let first = max(query.firstDay ?? last - Self.usualDays + 1, last - 750)
        try count(
            "mail_cells", "day", query.condition(account) + " AND day >= \(first) AND day <= \(last)", first...max(first, last), in: tx)
    }

    private mutating func count(
        _ table: Statement, _ day: Statement, _ condition: Statement, _ range: ClosedRange<Int>, in tx: Transaction
    ) throws {
        var byDay: [Int: [MailEvent.Kind: Int]] = [:]
        var reasons: [String: Int] = [:]
        var receivers: [String: Int] = [:]
        try tx.each(
            """
            SELECT day, kind, receiving, code, CAST(SUM(events) AS BIGINT) AS events FROM mail_cells WHERE \(condition)
            GROUP BY day, kind, receiving, code
            """
        ) { row in
            let kind: MailEvent.Kind = try row["kind"]
            let events: Int = try row["events"]
            byDay[try row["day"], default: [:]][kind, default: 0] += events
            note(kind, try row["code"], try row["receiving"], events, &reasons, &receivers)
        }
        days = range.map { ($0, byDay[$0] ?? [:]) }
        settle(reasons, receivers)
    }

    /// Of anything else from the newest hits.
    private mutating func countHits(_ query: EventQuery, _ account: String, in tx: Transaction) throws {
        var byDay: [Int: [MailEvent.Kind: Int]] = [:]
        var reasons: [String: Int] = [:]
        var receivers: [String: Int] = [:]
        var hits = 0
        let keys = query.keys
        try tx.each(
            """
            SELECT key, kind, receiving, code FROM mail_events
            WHERE \(query.condition(account)) AND key >= \(keys.lowerBound) AND key < \(keys.upperBound)
            ORDER BY key DESC LIMIT \(Self.searchLimit)
            """
        ) { row in
            hits += 1
            let key: TrafficKey = try row["key"]
            let kind: MailEvent.Kind = try row["kind"]
            byDay[Day.of(key.sentAt), default: [:]][kind, default: 0] += 1
            note(kind, try row["code"], try row["receiving"], 1, &reasons, &receivers)
        }
        isWhole = hits < Self.searchLimit
        if let first = byDay.keys.min(), let last = byDay.keys.max() {
            days = (max(first, last - 750)...last).map { ($0, byDay[$0] ?? [:]) }
        }
        settle(reasons, receivers)
    }

    /// Reasons are those of what did not arrive; receiving domains of everything.
    private func note(
        _ kind: MailEvent.Kind, _ code: String, _ receiving: String, _ events: Int, _ reasons: inout [String: Int],
        _ receivers: inout [String: Int]
    ) {
        if kind == .bounced || kind == .deferred { reasons[code, default: 0] += events }
        receivers[receiving, default: 0] += events
    }

    private mutating func settle(_ reasons: [String: Int], _ receivers: [String: Int]) {
        func sorted(_ counts: [String: Int]) -> [Part] {
            counts.map { Part(value: $0.key, events: $0.value) }.sorted { ($1.events, $0.value) < ($0.events, $1.value) }
        }
        byReason = sorted(reasons)
        byReceiving = sorted(receivers)
    }
}
