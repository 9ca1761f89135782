package import Core
internal import Outbox
package import SQL

extension Transaction {
    /// Claims waiting messages for this node. No other node sees them until the lease ends; after that, any node may try again.
    func claimMessages(limit: Int, lease: Duration, at now: Timestamp) throws -> [OutboxEntry] {
        let due: [DeliveryID] = try rows(
            "SELECT id FROM outbox WHERE state = 'waiting' AND next_try_at <= \(now) ORDER BY next_try_at LIMIT \(limit)"
        ).map { try $0["id"] }
        guard !due.isEmpty else { return [] }
        return try all(
            """
            UPDATE outbox SET next_try_at = \(now + lease), tries = tries + 1
            WHERE id IN \(list: due) AND state = 'waiting' AND next_try_at <= \(now)
            RETURNING \(OutboxEntry.columns)
            """)
    }

    func hasDueMessages(at now: Timestamp) throws -> Bool {
        try first("SELECT id FROM outbox WHERE state = 'waiting' AND next_try_at <= \(now) LIMIT 1") != nil
    }

    /// Empties what could not be sent within a week: its links and codes are over, and should not rest here any longer.
    package func sweepOutbox(at now: Timestamp) throws {
        try run(
            """
            UPDATE outbox SET state = 'failed', last_error = 'not sent within a week', \(Self.emptied)
            WHERE state IN ('waiting', 'kept') AND created_at < \(now - .days(7))
            """)
    }

    private static let emptied: Statement = "text_body = '', html_body = NULL, sealed = NULL"

    /// Stores the result of a delivery attempt.
    func settle(_ id: DeliveryID, _ result: DeliveryResult, at now: Timestamp) throws {
        switch result {
        case .sent:
            // Sent messages contain links and codes, so their text is deleted.
            try run("UPDATE outbox SET state = 'sent', last_error = NULL, \(Self.emptied) WHERE id = \(id)")
        case .kept: try run("UPDATE outbox SET state = 'kept' WHERE id = \(id)")
        case .failed(let why):
            try run("UPDATE outbox SET state = 'failed', last_error = \(why), \(Self.emptied) WHERE id = \(id)")
        case .later(let wait, let why):
            try run("UPDATE outbox SET next_try_at = \(now + wait), last_error = \(why) WHERE id = \(id) AND state = 'waiting'")
        }
    }
}

enum DeliveryResult: Sendable, Equatable {
    case sent
    /// Nothing is configured to send it: it stays for the mailbox page.
    case kept
    case failed(String)
    case later(Duration, String)

    /// What metrics call it.
    var name: String {
        switch self {
        case .sent: "sent"
        case .kept: "kept"
        case .failed: "failed"
        case .later: "later"
        }
    }
}
