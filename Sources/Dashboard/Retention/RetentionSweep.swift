internal import Core
package import ProductKit
internal import SQL
internal import Traffic

/// Deletes messages that their account keeps no longer, in small steps beside the traffic. Sums by day, usage and invoices stay. It runs every ten
/// minutes; cost: one read while nothing is due, and a transaction for each 200 messages.
package struct RetentionSweep: Sendable {
    private static let step = 200
    private static let pause = Duration.milliseconds(20)
    private let site: ProductSite

    package init(_ site: ProductSite) { self.site = site }

    /// Returns how many were deleted. Throws `SQLError`; what was deleted stays deleted, and the next time goes on.
    @discardableResult
    package func work() async throws -> Int {
        let now = site.clock.now()
        var deleted = 0
        for retention in try await site.database.read({ tx in try tx.retentions() }) {
            guard let first = retention.firstDay(at: now) else { continue }
            let projects = try await site.database.read { tx in try TrafficProject.all(accounts: retention.names, in: tx).map(\.number) }
            for project in projects { deleted += try await sweep(project, before: first) }
        }
        return deleted
    }

    private func sweep(_ project: Int64, before day: Int) async throws -> Int {
        let key = TrafficKey.first(at: Day.start(day))
        var deleted = 0
        while true {
            let count = try await site.database.write { tx in
                let old = try tx.all(
                    "SELECT \(Message.columns) FROM messages m WHERE m.project = \(project) AND m.key < \(key) ORDER BY m.key LIMIT \(Self.step)",
                    as: Message.self)
                var vocabulary = VocabularyChanges()
                for message in old {
                    let text = message.text
                    try message.delete(text, in: tx)
                    vocabulary.remove(text, in: project)
                }
                try vocabulary.write(in: tx)
                return old.count
            }
            deleted += count
            guard count == Self.step else { return deleted }
            try await Task.sleep(for: Self.pause)
        }
    }
}

/// What comes in for a day that is deleted: it was counted once, and would be counted again.
struct RetentionLimit {
    private let tx: Transaction
    private let now: Timestamp
    private var firstDays: [String: Int?] = [:]

    init(_ tx: Transaction, at now: Timestamp) {
        self.tx = tx
        self.now = now
    }

    /// Whether the account, by a name of traffic, keeps messages of that time no longer.
    mutating func isOver(_ time: Timestamp, of name: String) throws -> Bool {
        if firstDays[name] == nil { firstDays[name] = .some(try tx.retention(named: name)?.firstDay(at: now)) }
        guard let first = firstDays[name] ?? nil else { return false }
        return Day.of(time) < first
    }
}
