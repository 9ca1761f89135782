package import Core
package import SQL

/// A message in the outbox.
package struct OutboxEntry: Sendable, Equatable {
    package let id: DeliveryID
    package let kind: Kind
    package let recipient: String
    package let subject: String
    package let text: String
    package let html: String?
    package let createdAt: Timestamp
    /// The number of delivery attempts; a claim counts as one.
    package let tries: Int
    package let state: State

    package enum Kind: String, Sendable, SQLCodable { case mail, sms, web }

    package enum State: String, Sendable, SQLCodable {
        case waiting, sent
        /// Nothing is configured to send it.
        case kept
        case failed
    }
}

extension OutboxEntry: RowDecodable {
    package init(row: Row) throws {
        self.init(
            id: try row["id"], kind: try row["kind"], recipient: try row["recipient"], subject: try row["subject"],
            text: try row["text_body"], html: try row["html_body"], createdAt: try row["created_at"], tries: try row["tries"],
            state: try row["state"])
    }
}

extension Transaction {
    /// Mails and SMS, newest first, for the example's mailbox page.
    package func newestMessages(limit: Int) throws -> [OutboxEntry] {
        try all(
            """
            SELECT id, kind, recipient, subject, text_body, html_body, created_at, tries, state FROM outbox
            WHERE kind IN ('mail', 'sms') ORDER BY id DESC LIMIT \(limit)
            """)
    }
}
