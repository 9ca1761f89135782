package import Core
package import Language
package import ProductKit
internal import SQL
package import Traffic

/// One SMS in its current state.
package struct Message: Hashable, Sendable {
    package var key: TrafficKey
    /// The id at the source.
    package var id: String
    /// The number of its `TrafficProject`.
    package var project: Int64
    package var direction: Direction
    package var sender: String
    package var recipient: String
    /// ISO 3166-1 alpha-2, or empty if the source does not give one.
    package var country: String
    package var status: MessageStatus
    /// A code of three digits, or empty.
    package var errorCode: String
    package var parts: Int
    /// The total cost. It may be shown only with a `MoneyProof`.
    package var price: Amount
    package var currency: String
    package var deliveredAt: Timestamp?
    package var body: String

    package var sentAt: Timestamp { key.sentAt }

    package enum Direction: String, Sendable, SQLCodable, CaseIterable { case outbound, inbound }
}

/// The delivery status of a message.
package enum MessageStatus: String, Sendable, SQLCodable, CaseIterable {
    case queued = "Queued"
    case dispatched = "Dispatched"
    case delivered = "Delivered"
    case failed = "Failed"
    case expired = "Expired"
    case rejected = "Rejected"
    case aborted = "Aborted"
    case deleted = "Deleted"
    case unknown = "Unknown"

    /// The status does not change any more, so the message counts in the delivery rate.
    package var isFinal: Bool { self != .queued && self != .dispatched }
    /// The statuses of messages that did not arrive. Somebody may want to know why.
    package static let failures: [MessageStatus] = [.failed, .expired, .rejected, .aborted]

    /// Its name.
    package var words: Phrase { Phrase("messages.status-\(rawValue.lowercased())") }
    /// The meaning of the status in one sentence.
    package var meaning: Phrase { Phrase("messages.meaning-\(rawValue.lowercased())") }
}

/// The id of a message at the source. Two ids are one only if they have the same bytes, as in the database; for Swift's texts, two forms of an
/// accent are equal.
struct MessageID: Hashable {
    private let bytes: [UInt8]
    init(_ text: String) { bytes = Array(text.utf8) }
}
