internal import Core
package import SQL
package import Traffic

extension MessagePage {
    /// A page of the messages that match the filter, only from these projects.
    package static func find(
        _ filter: MessageFilter, projects: [Int64], at position: PagePosition = .newest, limit: Int = 50, in tx: Transaction
    ) throws -> MessagePage {
        guard !projects.isEmpty, !filter.findsNothing else { return MessagePage(messages: [], hasOlder: false, hasNewer: false) }
        if !filter.id.isEmpty {
            let found = try Message.find(filter.id, projects: projects, in: tx).flatMap { filter.matches($0) ? $0 : nil }
            return MessagePage(messages: found.map { [$0] } ?? [], hasOlder: false, hasNewer: false)
        }
        var search = MessageSearch(filter: filter, projects: projects, keys: filter.keys, limit: limit + 1)
        switch position {
        case .newest: break
        case .olderThan(let key): search.keys = search.keys.clamped(to: 0..<max(0, key.number))
        case .newerThan(let key):
            search.keys = search.keys.clamped(to: (min(key.number, .max - 1) + 1)..<Int64.max)
            search.isAscending = true
        }
        var found = try search.messages(in: tx)
        let more = found.count > limit
        if more { found.removeLast() }
        if search.isAscending { found.reverse() }
        return switch position {
        case .newest: MessagePage(messages: found, hasOlder: more, hasNewer: false)
        case .olderThan: MessagePage(messages: found, hasOlder: more, hasNewer: true)
        case .newerThan: MessagePage(messages: found, hasOlder: true, hasNewer: more)
        }
    }
}

/// A search for the first messages of a filter in a range of keys, only in these projects.
struct MessageSearch {
    let filter: MessageFilter
    let projects: [Int64]
    var keys: Range<Int64>
    var isAscending = false
    let limit: Int

    func messages(in tx: Transaction) throws -> [Message] {
        guard !keys.isEmpty else { return [] }
        var found: [Message] = []
        for statement in statements(Message.columns, tx.dialect) { found += try tx.all(statement, as: Message.self) }
        found.sort { isAscending ? $0.key < $1.key : $0.key > $1.key }
        return Array(found.prefix(limit))
    }

    /// Statements whose rows together contain the first `limit` rows of the result. Without words or a number, each project and status is a
    /// separate scan of an index in key order, so that a page costs the same at the first and at the millionth message.
    func statements(_ columns: Statement, _ dialect: Dialect) -> [Statement] {
        let order: Statement = isAscending ? "ASC" : "DESC"
        var country: Statement = filter.country.isEmpty ? "" : " AND m.country = \(filter.country)"
        if !filter.sender.isEmpty {
            country = country + " AND m.sender = \(filter.sender) AND m.direction = \(Message.Direction.outbound)"
        }
        // The index of errors holds only messages that have one.
        if !filter.error.isEmpty { country = country + " AND m.error_code = \(filter.error) AND m.error_code <> ''" }
        if filter.needsSearch {
            let (from, condition) = SearchIndex.source(filter.search, projects: projects, dialect: dialect)
            let key = SearchIndex.key(dialect)
            let status: Statement = filter.statuses.isEmpty ? "" : " AND m.status IN \(list: filter.statuses)"
            return [
                """
                SELECT \(columns) FROM \(from) WHERE \(condition) AND \(key) >= \(keys.lowerBound) AND \(key) < \(keys.upperBound)\
                \(country)\(status) AND m.project IN \(list: projects) ORDER BY \(key) \(order) LIMIT \(limit)
                """
            ]
        }
        // With a country, each status is a separate scan of the index by country and status: a rare pair costs no more than a common one.
        let all: [MessageStatus?] = filter.country.isEmpty || !filter.error.isEmpty ? [nil] : MessageStatus.allCases
        let statuses = filter.statuses.isEmpty ? all : filter.statuses
        let walks = projects.flatMap { project in
            statuses.map { status -> Statement in
                let status: Statement = status.map { " AND m.status = \($0)" } ?? ""
                return """
                    SELECT * FROM (SELECT \(columns) FROM messages m WHERE m.project = \(project)\(status)\(country) \
                    AND m.key >= \(keys.lowerBound) AND m.key < \(keys.upperBound) ORDER BY m.key \(order) LIMIT \(limit)) AS walk
                    """
            }
        }
        return stride(from: 0, to: walks.count, by: 40).map { start in
            walks[start..<min(start + 40, walks.count)].dropFirst().reduce(walks[start]) { $0 + " UNION ALL " + $1 }
        }
    }
}
