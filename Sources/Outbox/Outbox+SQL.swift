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
    package func send(_ message: OutgoingMessage, sealedBy keyring: Keyring, at now: Timestamp) throws {
        let id = DeliveryID(at: now)
        let sealed = try SealedText.seal(message.content, of: id, by: keyring)
        let empty = OutgoingMessage.Content(subject: message.content.subject, text: "")
        try send(OutgoingMessage(message.channel, empty, in: message.language), sealed: sealed, id: id, at: now)
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
