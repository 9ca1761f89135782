internal import Core

/// The words of a message as they rest in the outbox: text and HTML, sealed for this one message.
enum SealedText {
    private static func purpose(_ id: DeliveryID) -> String { "outbox " + id.text }
    /// Between text and HTML. No message has a NUL.
    private static let separator: UInt8 = 0

    static func seal(_ content: OutgoingMessage.Content, of id: DeliveryID, by keyring: Keyring) throws -> [UInt8] {
        let html = content.html.map { [separator] + Array($0.utf8) } ?? []
        return try keyring.seal(Array(content.text.utf8) + html, purpose: purpose(id))
    }

    /// Throws `Keyring.Unreadable`.
    static func open(_ sealed: [UInt8], of id: DeliveryID, by keyring: Keyring) throws -> (text: String, html: String?) {
        let parts = try keyring.open(sealed, purpose: purpose(id)).split(
            separator: separator, maxSplits: 1, omittingEmptySubsequences: false)
        let words = parts.map { String(decoding: $0, as: UTF8.self) }
        return (words.first ?? "", words.count > 1 ? words[1] : nil)
    }
}
