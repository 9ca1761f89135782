package import Core
package import SQL

extension Transaction {
    /// Puts the message into the outbox, in the transaction that is the reason for it. Delivery sends it from there. For messages whose words
    /// open nothing.
    package func send(_ message: OutgoingMessage, at now: Timestamp) throws {
        try send(message, sealed: nil, id: DeliveryID(at: now), at: now)
    }

    /// Puts a message with a link or a code that opens something into the outbox, its words sealed: whoever reads the database, or a copy of it,
    /// reads none that still works.
    @discardableResult
    package func send(_ message: OutgoingMessage, sealedBy keyring: Keyring, at now: Timestamp) throws -> DeliveryID {
        let id = DeliveryID(at: now)
        let sealed = try SealedText.seal(message.content, of: id, by: keyring)
        let empty = OutgoingMessage.Content(subject: message.content.subject, text: "")
        try send(OutgoingMessage(message.channel, empty, in: message.language), sealed: sealed, id: id, at: now)
        return id
    }

    /// Whether the message was given up: the recipient's server refused it, or it could not be reached for too long.
    package func isUndeliverable(_ id: DeliveryID) throws -> Bool {
        try !rows("SELECT 1 AS one FROM outbox WHERE id = \(id) AND state = \(OutboxEntry.State.failed)").isEmpty
    }

    private func send(_ message: OutgoingMessage, sealed: [UInt8]?, id: DeliveryID, at now: Timestamp) throws {
        let kind: OutboxEntry.Kind
        let recipient: String
        switch message.channel {
        case .mail(let address):
            kind = .mail
            recipient = address.written
        case .sms(let number):
            kind = .sms
            recipient = number.text
        case .web(let url):
            kind = .web
            recipient = url
        }
        try run(
            """
            INSERT INTO outbox (id, kind, recipient, subject, text_body, html_body, language, sealed, created_at, next_try_at, tries, state)
            VALUES (\(id), \(kind), \(recipient), \(message.content.subject), \(message.content.text),
                    \(message.content.html), \(message.language), \(sealed), \(now), \(now), 0, \(OutboxEntry.State.waiting))
            """)
    }
}
