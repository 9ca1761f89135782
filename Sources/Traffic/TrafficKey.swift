package import Core
package import SQL

/// The time of a message or an event, plus a number that tells apart those of the same millisecond. It is unique, sorts messages by time,
/// and is the key for paging.
package struct TrafficKey: Hashable, Comparable, Sendable {
    package let number: Int64
    private static let span: Int64 = 1 << 20

    package init(number: Int64) { self.number = number }

    /// nil for a time before 1970 or after 2248.
    package init?(sentAt: Timestamp, id: String) {
        guard sentAt.milliseconds >= 0, sentAt.milliseconds < Int64.max / Self.span else { return nil }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in id.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        number = sentAt.milliseconds * Self.span + Int64((hash ^ hash >> 40) % UInt64(Self.span))
    }

    /// The lowest key of a time: the start of a range, or its exclusive end.
    package static func first(at time: Timestamp) -> TrafficKey {
        TrafficKey(number: min(max(0, time.milliseconds), Int64.max / span) * span)
    }

    /// The next key of the same millisecond, for the rare case that two have the same key.
    package var next: TrafficKey {
        let base = number / Self.span * Self.span
        return TrafficKey(number: base + (number - base + 1) % Self.span)
    }

    package var sentAt: Timestamp { Timestamp(milliseconds: number / Self.span) }
    package static func < (left: TrafficKey, right: TrafficKey) -> Bool { left.number < right.number }
}

extension TrafficKey: SQLCodable {
    package var sqlValue: SQLValue { .integer(number) }
    package init?(sqlValue: SQLValue) {
        guard case .integer(let number) = sqlValue else { return nil }
        self.number = number
    }
}

extension TrafficKey {
    /// The key, or the next one of its millisecond that no row of the table has.
    package func free(in table: Statement, _ tx: Transaction) throws -> TrafficKey {
        var key = self
        while try tx.first("SELECT key FROM \(table) WHERE key = \(key)") != nil { key = key.next }
        return key
    }
}
