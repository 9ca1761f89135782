internal import Core
internal import ProductKit
internal import Traffic
internal import Web

/// A breakdown as a file, with exact amounts.
struct UsageFile: Sendable {
    let kind: UsageBreakdown.Kind
    let usage: UsageBreakdown
    let period: UsagePeriod
    let visible: VisibleProjects
    let money: MoneyProof

    var csv: CSV {
        let sums = [
            "messages", "parts", "cost", "currency", "messages_before", "parts_before", "cost_before", "cost_change",
        ]
        var csv = CSV(header: (kind == .day ? ["day", "day_before"] : [kind.rawValue]) + sums)
        for row in usage.rows(by: kind) {
            csv.append(
                names(row) + [
                    String(row.now.messages), String(row.now.parts), row.now.cost.decimal(money), row.currency,
                    String(row.before.messages), String(row.before.parts), row.before.cost.decimal(money), row.change.decimal(money),
                ])
        }
        return csv
    }

    var name: String { "usage-by-\(kind.rawValue)-\(Day.iso(period.now.lowerBound))-\(Day.iso(period.now.upperBound)).csv" }

    private func names(_ row: UsageBreakdown.Row) -> [String] {
        switch kind {
        case .project: return [visible.name(of: Int64(row.value) ?? 0)]
        case .country, .sender: return [row.value]
        case .day:
            // One of the two months may be shorter.
            let place = Int(row.value) ?? 0
            return [period.now, period.before].map { place < $0.count ? Day.iso($0.lowerBound + place) : "" }
        }
    }
}
