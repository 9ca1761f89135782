package import Core
package import Language
package import Web

/// The days that the figures of a first page are of, and those before that stand beside them. Whole days in UTC, as the charts and the sums are,
/// so that every figure is exact however much was sent.
package struct Period: Sendable, Equatable {
    /// The number of days that are shown where nobody asked for others.
    package static let usual = 30

    /// nil if nobody chose; then they end with the newest day that has messages.
    package let preset: TimePreset?
    package let days: ClosedRange<Int>
    package let before: ClosedRange<Int>

    package init(_ preset: TimePreset?, newest: Int, today: Int) {
        self.preset = preset
        let month = Month.of(Day.start(today))
        switch preset {
        case .thisMonth:
            days = Self.first(month)...today
            // As many days of the month before, which may have fewer.
            let start = Self.first(month - 1)
            before = start...min(start + days.count - 1, Self.first(month) - 1)
        case .lastMonth:
            days = Self.first(month - 1)...(Self.first(month) - 1)
            before = Self.first(month - 2)...(Self.first(month - 1) - 1)
        case .today, .yesterday:
            let day = preset == .today ? today : today - 1
            days = day...day
            before = (day - 1)...(day - 1)
        case .week, .month, .quarter, nil:
            let last = preset == nil ? min(newest, today) : today
            let count = preset.flatMap { Int($0.rawValue) } ?? Self.usual
            days = (last - count + 1)...last
            before = (last - 2 * count + 1)...(last - count)
        }
    }

    private static func first(_ month: Int) -> Int { Day.of(Month.start(month)) }

    /// "the 30 days before"
    package var beforeWords: Phrase {
        switch preset {
        case .thisMonth: "overview.same-days-before"
        case .lastMonth: "overview.month-before"
        default: Phrase("overview.days-before", ["count": days.count])
        }
    }

    package var range: Phrase { Day.range(days.lowerBound, days.upperBound) }

    /// Whether the newest day is so long ago that the usual days are not those before today.
    package static func isStale(newest: Int, today: Int) -> Bool { today - newest > 2 }

    /// The choices, each an address of its own: `page` leads to the page at a time by its name. Without a choice they are those of the last 30
    /// days, unless nothing came of late.
    package func choices(isStale: Bool, page: (String) -> Path) -> Tabs {
        let current = preset ?? (isStale ? nil : .month)
        return Tabs("overview.period", TimePreset.allCases.map { ($0.words, page($0.rawValue), $0 == current) })
    }
}
