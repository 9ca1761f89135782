package import Core
package import Language
package import SQL

/// One SMS in its current state.
package struct Message: Hashable, Sendable {
    package var key: MessageKey
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

/// The time a message was sent, plus a number that tells apart messages of the same millisecond. It is unique, sorts messages by time,
/// and is the key for paging.
package struct MessageKey: Hashable, Comparable, Sendable {
    package let number: Int64
    private static let span: Int64 = 1 << 20

    package init(number: Int64) { self.number = number }

    /// nil for a time before 1970 or after 2248.
    init?(sentAt: Timestamp, id: String) {
        guard sentAt.milliseconds >= 0, sentAt.milliseconds < Int64.max / Self.span else { return nil }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        number = sentAt.milliseconds * Self.span + Int64((hash ^ hash >> 40) % UInt64(Self.span))
    }

    /// The lowest key of a time: the start of a range, or its exclusive end.
    static func first(at time: Timestamp) -> MessageKey {
        MessageKey(number: min(max(0, time.milliseconds), Int64.max / span) * span)
    }

    /// The next key of the same millisecond, for the rare case that two messages have the same key.
    var next: MessageKey {
        let base = number / Self.span * Self.span
        return MessageKey(number: base + (number - base + 1) % Self.span)
    }

    package var sentAt: Timestamp { Timestamp(milliseconds: number / Self.span) }
    package static func < (left: MessageKey, right: MessageKey) -> Bool { left.number < right.number }
}

extension MessageKey: SQLCodable {
    package var sqlValue: SQLValue { .integer(number) }
    package init?(sqlValue: SQLValue) {
        guard case .integer(let number) = sqlValue else { return nil }
        self.number = number
    }
}
