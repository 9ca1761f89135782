internal import Core
internal import SQL
internal import Traffic

/// What the messages of a filter consist of: how many of each error, country, sender and project, beside the period before.
struct Breakdown: Sendable {
    /// By what it is divided.
    enum Kind: String, Sendable, CaseIterable { case error, country, sender, project }

    struct Row: Sendable, Equatable {
        let value: String
        var sent = 0
        var finished = 0
        var delivered = 0
        /// In as many days before.
        var before = 0

        var rate: DeliveryRate? { DeliveryRate(delivered: delivered, of: finished) }

        fileprivate mutating func add(_ status: MessageStatus, _ count: Int, isBefore: Bool) {
            guard !isBefore else {
                before += count
                return
            }
            sent += count
            if status.isFinal { finished += count }
            if status == .delivered { delivered += count }
        }
    }

    private var rows: [Kind: [String: Row]] = [:]
    /// How many are counted, the newest, if these are not all that fit.
    private(set) var newest: Int?

    /// The largest first; those of errors hold what failed by them.
    func rows(by kind: Kind) -> [Row] { (rows[kind] ?? [:]).values.sorted { ($1.sent, $0.value) < ($0.sent, $1.value) } }

    /// Whether there was anything in as many days before.
    var hasBefore: Bool { rows.values.contains { $0.values.contains { $0.before > 0 } } }

    fileprivate mutating func add(_ cell: CellChanges.Cell, _ count: Int, isBefore: Bool) {
        guard cell.direction == .outbound else { return }
        add(cell.errorCode.isEmpty ? nil : cell.errorCode, to: .error, cell, count, isBefore)
        add(cell.country, to: .country, cell, count, isBefore)
        add(cell.sender, to: .sender, cell, count, isBefore)
        add(String(cell.project), to: .project, cell, count, isBefore)
    }

    private mutating func add(_ value: String?, to kind: Kind, _ cell: CellChanges.Cell, _ count: Int, _ isBefore: Bool) {
        guard let value else { return }
        rows[kind, default: [:]][value, default: Row(value: value)].add(cell.status, count, isBefore: isBefore)
    }
}

extension Breakdown {
    /// Of whole days from the cells, with as many days before them; of anything else from the newest hits, if they were not read already.
    /// Empty for one message by its id.
    static func find(
        _ filter: MessageFilter, _ read: NewestHits? = nil, projects: [Int64], in tx: Transaction
    ) throws -> Breakdown {
        var found = Breakdown()
        guard !projects.isEmpty, !filter.findsNothing, filter.id.isEmpty else { return found }
        guard filter.isOfCells else {
            let hits = try read ?? NewestHits.find(filter, projects: projects, in: tx)
            for hit in hits.hits { found.add(hit.cell, 1, isBefore: false) }
            found.newest = hits.isWhole ? nil : hits.hits.count
            return found
        }
        try cells(filter, projects, in: tx) { found.add($0, $1, isBefore: false) }
        if let first = filter.firstDay, let last = filter.lastDay {
            var before = filter
            before.lastDay = first - 1
            before.firstDay = first - (last - first + 1)
            try cells(before, projects, in: tx) { found.add($0, $1, isBefore: true) }
        }
        found.dropEmpty()
        return found
    }

    /// What was there before and is no more says nothing in a list of what there is, but for errors that are gone.
    private mutating func dropEmpty() {
        for kind in Kind.allCases where kind != .error { rows[kind] = rows[kind]?.filter { $0.value.sent > 0 } }
    }

    private static func cells(
        _ filter: MessageFilter, _ projects: [Int64], in tx: Transaction, _ body: (CellChanges.Cell, Int) -> Void
    ) throws {
        try tx.each(
            """
            SELECT project, direction, country, sender, status, error_code, CAST(SUM(messages) AS BIGINT) AS messages FROM message_cells
            WHERE project IN \(list: projects)\(filter.cellCondition) GROUP BY project, direction, country, sender, status, error_code
            """
        ) { body(try CellChanges.Cell(sum: $0), try $0["messages"]) }
    }
}

extension MessageFilter {
    /// The days, statuses, error, sender and country, as a condition on the sums by day: each names only columns of what it asks for.
    var cellCondition: Statement {
        var condition: Statement = " AND day >= \(firstDay ?? 0) AND day <= \(lastDay ?? Int(Int32.max))"
        if !statuses.isEmpty { condition = condition + " AND status IN \(list: statuses)" }
        if !error.isEmpty { condition = condition + " AND error_code = \(error)" }
        if !sender.isEmpty { condition = condition + " AND sender = \(sender)" }
        if !country.isEmpty { condition = condition + " AND country = \(country)" }
        return condition
    }
}

extension CellChanges.Cell {
    fileprivate init(sum row: Row) throws {
        self.init(
            project: try row["project"], day: 0, direction: try row["direction"], country: try row["country"], sender: try row["sender"],
            status: try row["status"], errorCode: try row["error_code"])
    }
}
