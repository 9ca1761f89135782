package import Core
internal import Language
package import SQL

/// A message in the outbox.
package struct OutboxEntry: Sendable, Equatable {
    package let id: DeliveryID
    package let kind: Kind
    package let recipient: String
    package let subject: String
    /// Empty while the words are sealed.
    package let text: String
    package let html: String?
    /// The language of its words.
    let language: Language
    let sealed: [UInt8]?
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

extension Language: SQLCodable {}

extension OutboxEntry: RowDecodable {
    package init(row: Row) throws {
        self.init(
            id: try row["id"], kind: try row["kind"], recipient: try row["recipient"], subject: try row["subject"],
            text: try row["text_body"], html: try row["html_body"], language: try row["language"], sealed: try row["sealed"],
            createdAt: try row["created_at"],
            tries: try row["tries"], state: try row["state"])
    }

    /// The names of the columns that make an entry.
    package static let columns: Statement =
        "id, kind, recipient, subject, text_body, html_body, language, sealed, created_at, tries, state"

    /// The message with its words. Throws `Keyring.Unreadable` if its key is gone.
    package func opened(by keyring: Keyring) throws -> OutboxEntry {
        guard let sealed else { return self }
        let words = try SealedText.open(sealed, of: id, by: keyring)
        return with(text: words.text, html: words.html)
    }

    /// The message with other words, nothing of them sealed.
    func with(text: String, html: String?) -> OutboxEntry {
        OutboxEntry(
            id: id, kind: kind, recipient: recipient, subject: subject, text: text, html: html, language: language, sealed: nil,
            createdAt: createdAt,
            tries: tries, state: state)
    }
}

extension Transaction {
    /// Mails and SMS with their words, newest first, for the example's mailbox page. Throws `Keyring.Unreadable`.
    package func newestMessages(limit: Int, openedBy keyring: Keyring) throws -> [OutboxEntry] {
        try all(
            "SELECT \(OutboxEntry.columns) FROM outbox WHERE kind IN ('mail', 'sms') ORDER BY id DESC LIMIT \(limit)",
            as: OutboxEntry.self
        ).map { try $0.opened(by: keyring) }
    }
}
