package import Language

/// The numbers of messages on one day (UTC), by status.
package struct DailyVolume: Sendable, Equatable {
    package let day: Int
    /// Messages sent out, by status.
    package var sent: [MessageStatus: Int] = [:]
    /// Messages received.
    package var received = 0

    package init(day: Int) { self.day = day }

    package var total: Int { sentTotal + received }
    package var sentTotal: Int { sent.values.reduce(0, +) }
    package var delivered: Int { sent[.delivered] ?? 0 }
    package var failed: Int { MessageStatus.failures.reduce(0) { $0 + (sent[$1] ?? 0) } }
    /// Sent messages with a final status.
    package var finished: Int { sent.reduce(0) { $0 + ($1.key.isFinal ? $1.value : 0) } }
    package var rate: DeliveryRate? { DeliveryRate(delivered: delivered, of: finished) }

    mutating func add(_ direction: Message.Direction, _ status: MessageStatus, _ count: Int) {
        if direction == .inbound { received += count } else { sent[status, default: 0] += count }
    }

    mutating func add(_ other: DailyVolume) {
        sent.merge(other.sent, uniquingKeysWith: +)
        received += other.received
    }
}

/// The share of finished messages that were delivered, in tenths of a percent. It is rounded, but never up to 100 % or down to 0.
package struct DeliveryRate: Sendable, Hashable, Comparable {
    package let permille: Int

    /// nil if no message has finished yet.
    package init?(delivered: Int, of finished: Int) {
        guard finished > 0 else { return nil }
        let rounded = (delivered * 1000 + finished / 2) / finished
        permille = delivered == finished ? 1000 : delivered == 0 ? 0 : min(999, max(1, rounded))
    }

    package static func < (left: DeliveryRate, right: DeliveryRate) -> Bool { left.permille < right.permille }

    /// `98.1 %`
    package var words: Phrase { Phrase("messages.rate", ["rate": Phrase.decimal("\(permille / 10).\(permille % 10)")]) }

    /// The comparison with an earlier rate in words: `0.6 points down on the 30 days before`.
    package func compared(to earlier: DeliveryRate, of before: Phrase) -> Phrase {
        let difference = permille - earlier.permille
        guard difference != 0 else { return Phrase("messages.level-with", ["before": before]) }
        let points = Phrase.decimal("\(abs(difference) / 10).\(abs(difference) % 10)")
        return difference > 0
            ? Phrase("messages.points-up", ["points": points, "before": before])
            : Phrase("messages.points-down", ["points": points, "before": before])
    }
}

/// Volume over a range of days without gaps, with its total.
package struct Volume: Sendable, Equatable {
    package var days: [DailyVolume]
    /// How many messages were found in total, including days that are not in `days`.
    package var count = 0
    /// False if only the newest matches were counted.
    package var isComplete = true

    /// Weeks from Monday, each as its first day.
    var byWeek: Volume {
        var weeks: [DailyVolume] = []
        for day in days {
            // 1 January 1970 was a Thursday.
            let monday = day.day - ((day.day + 3) % 7 + 7) % 7
            if weeks.last?.day != monday { weeks.append(DailyVolume(day: monday)) }
            for (status, count) in day.sent { weeks[weeks.count - 1].sent[status, default: 0] += count }
            weeks[weeks.count - 1].received += day.received
        }
        var copy = self
        copy.days = weeks
        return copy
    }

    package var total: DailyVolume {
        days.reduce(into: DailyVolume(day: days.first?.day ?? 0)) { $0.add($1) }
    }
}
