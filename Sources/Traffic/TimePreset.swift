package import Core
package import Language

/// Times that people ask for by name. Today and yesterday are the reader's own days; longer ones are whole days in UTC, as the charts are.
package enum TimePreset: String, Sendable, CaseIterable {
    case today, yesterday
    case week = "7"
    case month = "30"
    case quarter = "90"
    case thisMonth = "month"
    case lastMonth = "last-month"

    package var words: Phrase {
        switch self {
        case .today: "messages.today"
        case .yesterday: "messages.yesterday"
        case .week: Phrase("messages.last-days", ["count": 7])
        case .month: Phrase("messages.last-days", ["count": 30])
        case .quarter: Phrase("messages.last-days", ["count": 90])
        case .thisMonth: "messages.this-month"
        case .lastMonth: "messages.last-month"
        }
    }

    package func apply(to filter: inout some TimeRange, at now: Timestamp, in zone: Zone) {
        let today = Day.of(now)
        let here = zone.calendarTime(now)
        switch self {
        case .today:
            filter.since = zone.start(of: here.isoDate)
            filter.until = zone.end(of: here.isoDate)
        case .yesterday:
            let before = zone.start(of: here.isoDate).map { zone.calendarTime($0 - .milliseconds(1)).isoDate } ?? here.isoDate
            filter.since = zone.start(of: before)
            filter.until = zone.end(of: before)
        case .week, .month, .quarter:
            filter.firstDay = today - (Int(rawValue) ?? 7) + 1
            filter.lastDay = today
        case .thisMonth:
            filter.firstDay = Day.of(Month.start(Month.of(now)))
            filter.lastDay = today
        case .lastMonth:
            filter.firstDay = Day.of(Month.start(Month.of(now) - 1))
            filter.lastDay = Day.of(Month.start(Month.of(now))) - 1
        }
    }
}

/// A filter by time: whole days in UTC, both inclusive, or the moments between which something happened.
package protocol TimeRange {
    var firstDay: Int? { get set }
    var lastDay: Int? { get set }
    var since: Timestamp? { get set }
    var until: Timestamp? { get set }
}

extension TimeRange {
    package var keys: Range<Int64> {
        var lower = firstDay.map { TrafficKey.first(at: Day.start($0)).number } ?? 0
        var upper = lastDay.map { TrafficKey.first(at: Day.start($0 + 1)).number } ?? Int64.max
        if let since { lower = max(lower, TrafficKey.first(at: since).number) }
        if let until { upper = min(upper, TrafficKey.first(at: until).number) }
        return lower..<max(lower, upper)
    }
}
