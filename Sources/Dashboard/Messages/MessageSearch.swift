internal import Core
internal import SQL
internal import Traffic

/// A search for the first messages of a filter in a range of keys, only in these projects.
struct MessageSearch {
    let filter: MessageFilter
    let projects: [Int64]
    var keys: Range<Int64>
    var isAscending = false
    var limit: Int

    /// What walks through the messages in the order of their keys.
    private enum Lead {
        /// The index of terms; status and error are read of each message that it finds. The terms of the projects are left out where others
        /// find few messages of anybody.
        case terms([[SearchPlan.Term]], scope: [Int64])
        /// The indexes of project, status and error; the rest is read of each message.
        case columns
    }

    /// So many messages at a time are compared with what no index tells, and so many at most before the index is asked for all that it has.
    private static let blocks = 128...8192
    private static let longestWalk = 16_384

    /// At most `limit` rows, in order. `columns` begins with the key.
    func rows(_ columns: Statement, in tx: Transaction) throws -> [Row] { try rows(columns, reading: .max, in: tx).found }

    /// The same, for the newest. Where fewer fit than are asked for among so many messages, no more are read: `isCut` then.
    func rows(_ columns: Statement, reading most: Int, in tx: Transaction) throws -> (found: [Row], isCut: Bool) {
        let query = filter.search
        let plan = try SearchPlan(query, projects: projects, in: tx)
        guard !keys.isEmpty, !plan.findsNothing else { return ([], false) }
        try SearchIndex.prepare(tx)
        let lead = try lead(plan, tx)
        let open: [SearchQuery.Part] =
            switch lead {
            case .terms: plan.open
            case .columns: query.parts.filter { !$0.isColumn }
            }
        guard !open.isEmpty else {
            if case .terms(let groups, let scope) = lead, most < .max, filter.isOfFate, tx.dialect == .sqlite {
                return try rows(by: groups, scope, columns, reading: most, tx)
            }
            return (try rows(by: lead, columns, in: keys, atMost: limit, tx), false)
        }
        let (found, rest) = try rows(by: lead, columns, fitting: open, comparing: plan.isWide ? Self.longestWalk : most, tx)
        guard !rest.isEmpty, plan.isWide else { return (found, !rest.isEmpty) }
        var further = self
        further.keys = rest
        further.limit = limit - found.count
        return (try found + further.farApart(query, columns, tx), false)
    }

    /// The newest that have the terms and the fate that is asked for, of so many that have the terms.
    private func rows(
        by groups: [[SearchPlan.Term]], _ scope: [Int64], _ columns: Statement, reading most: Int, _ tx: Transaction
    ) throws -> (found: [Row], isCut: Bool) {
        var found: [Row] = []
        var range = keys
        let size = min(most, Self.blocks.upperBound)
        var read = 0
        while found.count < limit, read < most {
            let end = try end(of: groups, scope: scope, in: range, after: size, tx)
            let block = (end ?? range.lowerBound)..<range.upperBound
            found += try rows(by: .terms(groups, scope: scope), columns, in: block, atMost: limit - found.count, tx)
            guard let end else { return (found, false) }
            range = range.lowerBound..<end
            read += size
        }
        return (found, found.count < limit)
    }

    /// By all that begins so: what fits lies far apart, so there is little enough of it to be gathered.
    private func farApart(_ query: SearchQuery, _ columns: Statement, _ tx: Transaction) throws -> [Row] {
        let plan = try SearchPlan(query, projects: projects, gathering: true, in: tx)
        guard !plan.findsNothing else { return [] }
        guard !plan.open.isEmpty else { return try rows(by: .terms(plan.groups, scope: projects), columns, in: keys, atMost: limit, tx) }
        return try rows(by: .terms(plan.groups, scope: projects), columns, fitting: plan.open, comparing: .max, tx).found
    }

    /// The rows that fit, and the keys where more of them may be if so many messages were compared before there were enough.
    private func rows(
        by lead: Lead, _ columns: Statement, fitting open: [SearchQuery.Part], comparing most: Int, _ tx: Transaction
    ) throws -> (found: [Row], rest: Range<Int64>) {
        let reading = RowReading(open)
        let columns = columns + reading.columns
        var found: [Row] = []
        var range = keys
        var compared = 0
        var size = max(Self.blocks.lowerBound, min(limit, most, Self.blocks.upperBound))
        while found.count < limit, compared < most, !range.isEmpty {
            let block = try rows(by: lead, columns, in: range, atMost: size, tx)
            found += try block.filter(reading.fits)
            guard block.count == size, let last = block.last else {
                range = range.lowerBound..<range.lowerBound
                break
            }
            let key: Int64 = try last[0]
            range = isAscending ? key + 1..<range.upperBound : range.lowerBound..<key
            compared += block.count
            size = min(size * 2, Self.blocks.upperBound)
        }
        let isEnough = found.count >= limit
        return (Array(found.prefix(limit)), isEnough ? range.lowerBound..<range.lowerBound : range)
    }

    private func rows(
        by lead: Lead, _ columns: Statement, in range: Range<Int64>, atMost count: Int, _ tx: Transaction
    ) throws -> [Row] {
        let statements: [Statement]
        switch lead {
        case .terms(let groups, let scope):
            return try tx.rows(found(by: groups, scope, columns, in: range, atMost: count, tx.dialect))
        case .columns: statements = walks(columns, in: range, atMost: count)
        }
        var found: [(key: Int64, row: Row)] = []
        for statement in statements { try tx.each(statement) { row in found.append((try row[0], row)) } }
        found.sort { isAscending ? $0.key < $1.key : $0.key > $1.key }
        return found.prefix(count).map(\.row)
    }
}

extension MessageSearch {
    private var order: Statement { isAscending ? "ASC" : "DESC" }

    /// Conditions that every row is held to, whatever finds it.
    private var conditions: Statement {
        var conditions: Statement = filter.country.isEmpty ? "" : " AND m.country = \(filter.country)"
        if !filter.sender.isEmpty {
            conditions = conditions + " AND m.sender = \(filter.sender) AND m.direction = \(Message.Direction.outbound)"
        }
        // The index of errors holds only messages that have one.
        if !filter.error.isEmpty { conditions = conditions + " AND m.error_code = \(filter.error) AND m.error_code <> ''" }
        return conditions
    }

    private func found(
        by groups: [[SearchPlan.Term]], _ scope: [Int64], _ columns: Statement, in range: Range<Int64>, atMost count: Int,
        _ dialect: Dialect
    ) -> Statement {
        let (from, condition) = SearchIndex.source(groups, projects: scope, dialect: dialect)
        let key = SearchIndex.key(dialect)
        let status: Statement = filter.statuses.isEmpty ? "" : " AND m.status IN \(list: filter.statuses)"
        return """
            SELECT \(columns) FROM \(from)\(SearchIndex.join(dialect)) WHERE \(condition) \
            AND \(key) >= \(range.lowerBound) AND \(key) < \(range.upperBound)\
            \(conditions)\(status) AND m.project IN \(list: projects) ORDER BY \(key) \(order) LIMIT \(count)
            """
    }

    /// Each status as a scan of its own, as the index of statuses has those that are asked for; that has all but `Delivered`. Otherwise one.
    private var statusConditions: [Statement] {
        if filter.statuses.isEmpty { return [""] }
        if filter.statuses.contains(.delivered) { return [" AND m.status IN \(list: filter.statuses)"] }
        return filter.statuses.map { " AND m.status = \($0) AND m.status <> 'Delivered'" }
    }

    /// Statements whose rows together contain the first rows of the result: each project and status is a separate scan of an index in key
    /// order, so that a page costs the same at the first and at the millionth message.
    private func walks(_ columns: Statement, in range: Range<Int64>, atMost count: Int) -> [Statement] {
        let walks = projects.flatMap { project in
            statusConditions.map { status -> Statement in
                return """
                    SELECT * FROM (SELECT \(columns) FROM messages m WHERE m.project = \(project)\(status)\(conditions) \
                    AND m.key >= \(range.lowerBound) AND m.key < \(range.upperBound) ORDER BY m.key \(order) LIMIT \(count)) AS walk
                    """
            }
        }
        return stride(from: 0, to: walks.count, by: 40).map { start in
            walks[start..<min(start + 40, walks.count)].dropFirst().reduce(walks[start]) { $0 + " UNION ALL " + $1 }
        }
    }
}

extension MessageSearch {
    /// How many of the newest messages with the terms are counted, to see how rare they are.
    private static let sample = 2000
    /// What reading a message that an index of columns found costs, where one costs 1 that the terms found.
    private static let readingCost = 2

    /// The rarer side leads: whichever has fewer messages in the same time. PostgreSQL decides for itself.
    private func lead(_ plan: SearchPlan, _ tx: Transaction) throws -> Lead {
        guard !plan.groups.isEmpty else { return .columns }
        guard tx.dialect == .sqlite else { return .terms(plan.groups, scope: projects) }
        if try end(of: plan.groups, scope: [], in: keys, after: Self.sample, tx) == nil { return .terms(plan.groups, scope: []) }
        guard filter.isOfRareFate, let last = try end(of: plan.groups, scope: projects, in: keys, after: Self.sample, tx) else {
            return .terms(plan.groups, scope: projects)
        }
        let span = isAscending ? keys.lowerBound..<last : last..<keys.upperBound
        let most = Self.sample / Self.readingCost
        return try columnCount(in: span, atMost: most, tx) < most ? .columns : .terms(plan.groups, scope: projects)
    }

    /// The key of the last of so many messages with the terms; nil if there are not as many.
    private func end(
        of groups: [[SearchPlan.Term]], scope: [Int64], in range: Range<Int64>, after count: Int, _ tx: Transaction
    ) throws -> Int64? {
        let (from, condition) = SearchIndex.source(groups, projects: scope, dialect: tx.dialect)
        let key = SearchIndex.key(tx.dialect)
        let end = try tx.first(
            """
            SELECT \(key) AS key FROM \(from) WHERE \(condition) AND \(key) >= \(range.lowerBound) AND \(key) < \(range.upperBound)
            ORDER BY \(key) \(order) LIMIT 1 OFFSET \(count - 1)
            """)
        return try end?[0]
    }

    private func columnCount(in span: Range<Int64>, atMost most: Int, _ tx: Transaction) throws -> Int {
        let status: Statement = filter.statuses.isEmpty ? "" : " AND m.status IN \(list: filter.statuses) AND m.status <> 'Delivered'"
        let error: Statement = filter.error.isEmpty ? "" : " AND m.error_code = \(filter.error) AND m.error_code <> ''"
        let row = try tx.first(
            """
            SELECT COUNT(*) AS count FROM (SELECT m.key FROM messages m WHERE m.project IN \(list: projects)\(status)\(error)
            AND m.key >= \(span.lowerBound) AND m.key < \(span.upperBound) LIMIT \(most)) AS found
            """)
        return try row?["count"] ?? 0
    }
}
