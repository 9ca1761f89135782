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
        var found = try search.rows(Message.columns, in: tx).map { try Message(row: $0) }
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
