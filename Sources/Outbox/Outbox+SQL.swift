package import Core
package import SQL

extension Transaction {
    /// Puts the message into the outbox, in the transaction that is the reason for it. Delivery sends it from there.
    package func send(_ message: OutgoingMessage, at now: Timestamp) throws {
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
            INSERT INTO outbox (id, kind, recipient, subject, text_body, html_body, created_at, next_try_at, tries, state)
            VALUES (\(DeliveryID(at: now)), \(kind), \(recipient), \(message.content.subject), \(message.content.text),
                    \(message.content.html), \(now), \(now), 0, \(OutboxEntry.State.waiting))
            """)
    }
}
