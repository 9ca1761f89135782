internal import Core
package import SQL

extension RecordedEvent: RowDecodable {
    static let columns: Statement =
        "id, at, actor, action, subject, account_id, product, details, client_id, session_id, proof, changes"

    package init(row: Row) throws {
        self.init(
            id: try row["id"], at: try row["at"], actor: try row["actor"], action: try row["action"], subject: try row["subject"],
            account: try row["account_id"], product: try row["product"], details: try row["details"], client: try row["client_id"],
            session: try row["session_id"], proof: try row["proof"], changes: try row["changes"])
    }
}

extension Transaction {
    /// A page of recorded events, newest first.
    package func events(_ query: AuditQuery) throws -> [RecordedEvent] {
        var condition: Statement = "at >= 0"
        if let before = query.before { condition = condition + " AND id < \(before)" }
        if let account = query.account { condition = condition + " AND account_id = \(account)" }
        if let subject = query.subject { condition = condition + " AND subject = \(subject)" }
        if let product = query.product { condition = condition + " AND (product = \(product) OR product IS NULL)" }
        if let actions = query.actions { condition = condition + " AND action IN \(list: actions.map(\.rawValue))" }
        if let since = query.since { condition = condition + " AND at >= \(since)" }
        if let until = query.until { condition = condition + " AND at < \(until)" }
        switch query.actor {
        case nil: break
        case "client:": condition = condition + " AND actor >= 'client:' AND actor < 'client;'"
        case let actor?: condition = condition + " AND actor = \(actor)"
        }
        return try withValues(
            all(
                """
                SELECT \(RecordedEvent.columns) FROM audit_events
                WHERE \(condition) ORDER BY id DESC LIMIT \(query.limit)
                """))
    }

    /// The events with what is personal in each; for somebody, what is theirs alone: the network of whoever else did it is not.
    func withValues(_ events: [RecordedEvent], of person: PersonID? = nil) throws -> [RecordedEvent] {
        guard !events.isEmpty else { return [] }
        var values: [String: [String: String]] = [:]
        // A statement has room for some thousand parameters.
        for start in stride(from: 0, to: events.count, by: 1000) {
            let ids = events[start..<min(start + 1000, events.count)].map(\.id.text)
            let own: Statement = if let person { "AND person_id = \(person)" } else { "" }
            for row in try rows("SELECT event_id, name, value FROM event_values WHERE event_id IN \(list: ids) \(own)") {
                let event: String = try row["event_id"]
                values[event, default: [:]][try row["name"]] = try row["value"] as String
            }
        }
        return events.map { event in
            var event = event
            event.values = values[event.id.text] ?? [:]
            return event
        }
    }
}
