internal import Core
internal import Language
internal import Traffic

/// A period's days in one currency without gaps, each beside the one that stands at its place in the period before; long ones by the week.
struct UsageDays: Sendable {
    let rows: [UsageBreakdown.Row]
    let isWeekly: Bool
    private let period: UsagePeriod

    init(_ usage: UsageBreakdown, _ period: UsagePeriod, in currency: String) {
        self.period = period
        let count = max(period.now.count, period.before.count)
        isWeekly = count > VolumeChart.mostBars
        let step = isWeekly ? 7 : 1
        var rows = stride(from: 0, to: count, by: step).map { UsageBreakdown.Row(value: String($0), currency: currency) }
        for row in usage.rows(by: .day) where row.currency == currency {
            guard let place = Int(row.value), rows.indices.contains(place / step) else { continue }
            rows[place / step].now += row.now
            rows[place / step].before += row.before
        }
        self.rows = rows
    }

    var labels: [Phrase] { rows.indices.map { Day.short(now(at: $0).lowerBound) } }

    /// The days of the period that a row is of.
    func now(at index: Int) -> ClosedRange<Int> { days(period.now, at: index) }

    func before(at index: Int) -> ClosedRange<Int> { days(period.before, at: index) }

    /// A month of 30 days has none beside the last one of a month of 31: what follows it stands there, and nothing is counted of it.
    private func days(_ all: ClosedRange<Int>, at index: Int) -> ClosedRange<Int> {
        let first = all.lowerBound + index * (isWeekly ? 7 : 1)
        return first...(isWeekly ? max(first, min(first + 6, all.upperBound)) : first)
    }
}
