package import Core
package import SQL

/// What waits in the outbox.
package struct OutboxBacklog: Sendable, Equatable {
    /// How many messages wait, by kind.
    package var waiting: [String: Int] = [:]
    /// When the oldest of them was written.
    package var oldest: Timestamp?
}

extension Transaction {
    /// Cost: one read over the index of what waits.
    package func outboxBacklog() throws -> OutboxBacklog {
        var backlog = OutboxBacklog()
        try each(
            """
            SELECT kind, COUNT(*) AS messages, MIN(created_at) AS oldest FROM outbox WHERE state = \(OutboxEntry.State.waiting) GROUP BY kind
            """
        ) { row in
            let kind: String = try row["kind"]
            let oldest: Timestamp = try row["oldest"]
            backlog.waiting[kind] = try row["messages"]
            backlog.oldest = min(backlog.oldest ?? oldest, oldest)
        }
        return backlog
    }
}
