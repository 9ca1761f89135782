package import SQL

extension RecordedEvent: RowDecodable {
    static let columns: Statement = "id, at, actor, action, subject, account_id, details"

    package init(row: Row) throws {
        self.init(
            id: try row["id"], at: try row["at"], actor: try row["actor"], action: try row["action"], subject: try row["subject"],
            account: try row["account_id"], details: try row["details"])
    }
}

extension Transaction {
    /// A page of recorded events, newest first.
    package func events(_ query: AuditQuery) throws -> [RecordedEvent] {
        var condition: Statement = "at >= 0"
        if let before = query.before { condition = condition + " AND id < \(before)" }
        if let account = query.account { condition = condition + " AND account_id = \(account)" }
        if let subject = query.subject { condition = condition + " AND subject = \(subject)" }
        return try all(
            """
            SELECT \(RecordedEvent.columns) FROM audit_events
            WHERE \(condition) ORDER BY id DESC LIMIT \(query.limit)
            """)
    }
}
