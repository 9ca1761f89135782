internal import Core
internal import SQL
internal import Traffic

/// The newest messages that fit, for charts and counts of what the sums by day do not know. They are read once for all of them.
struct NewestHits: Sendable {
    /// So many are counted. Everything else is counted exactly from the sums.
    static let most = 10_000
    /// Of so many messages at most, where what leads to them finds others too, such as a word beside a status: fewer than `most` may be found
    /// then, in bounded time.
    static let mostRead = 24_576

    struct Hit: Sendable {
        let sentAt: Timestamp
        let cell: CellChanges.Cell
    }

    private(set) var hits: [Hit] = []
    /// Whether these are all.
    private(set) var isWhole = true

    /// None where the sums know all that is asked, or where it is one message by its id.
    static func find(
        _ filter: MessageFilter, projects: [Int64], reading mostRead: Int = Self.mostRead, in tx: Transaction
    ) throws -> NewestHits {
        var found = NewestHits()
        guard !projects.isEmpty, !filter.findsNothing, !filter.isOfCells, filter.id.isEmpty else { return found }
        let search = MessageSearch(filter: filter, projects: projects, keys: filter.keys, limit: most + 1)
        let (rows, isCut) = try search.rows(
            "m.key, m.project, m.direction, m.country, m.sender, m.status, m.error_code", reading: mostRead, in: tx)
        found.hits = try rows.prefix(most).map(Hit.init)
        found.isWhole = rows.count <= most && !isCut
        return found
    }
}

extension NewestHits.Hit {
    fileprivate init(row: Row) throws {
        let key: TrafficKey = try row[0]
        sentAt = key.sentAt
        let direction: Message.Direction = try row[2]
        cell = CellChanges.Cell(
            project: try row[1], day: Day.of(sentAt), direction: direction, country: try row[3],
            sender: direction == .inbound ? "" : try row[4], status: try row[5], errorCode: try row[6])
    }
}
