internal import Core
internal import Language
internal import ProductKit
internal import SQL
internal import Traffic
internal import Web

/// The figures of a period, each beside that of the days before. What it cost is there for whoever may see money in every project that they are of.
struct OverviewFigures: Sendable {
    let period: Period
    let volume: Volume
    let before: DailyVolume
    let costs: [(currency: String, now: Amount, before: Amount)]

    static func find(_ period: Period, _ visible: VisibleProjects, in tx: Transaction) throws -> OverviewFigures {
        let projects = visible.numbers
        func volume(_ days: ClosedRange<Int>) throws -> Volume {
            var filter = MessageFilter()
            filter.firstDay = days.lowerBound
            filter.lastDay = days.upperBound
            return try Volume.find(filter, projects: projects, dayLimit: days.count, in: tx)
        }
        let costs = try visible.money.map { money in
            Spending.pairs(
                try Spending.find(period.days, projects: projects, money, in: tx),
                try Spending.find(period.before, projects: projects, money, in: tx))
        }
        return OverviewFigures(
            period: period, volume: try volume(period.days), before: try volume(period.before).total, costs: costs ?? [])
    }

    func choice(_ visible: VisibleProjects, isStale: Bool) -> HTML {
        period.choices(isStale: isStale) { OverviewPath.overview.query([("time", $0)] + visible.place) }.html
    }

    func items(_ visible: VisibleProjects) -> [Figures.Item] {
        let total = volume.total
        let words = period.beforeWords
        func before(_ count: Int) -> Phrase { Phrase("overview.count-before", ["count": count, "before": words]) }
        var items: [Figures.Item] = [
            .init(
                "messages.delivery-rate", "\(total.rate?.words ?? "messages.no-rate")",
                detail: total.rate.flatMap { rate in self.before.rate.map { rate.compared(to: $0, of: words) } }),
            .init("messages.sent", "\(Phrase.number(total.sentTotal))", detail: before(self.before.sentTotal)),
            .init(
                "messages.not-delivered", "\(Phrase.number(total.finished - total.delivered))",
                detail: Phrase(
                    "overview.failed-before",
                    ["finished": total.finished, "count": self.before.finished - self.before.delivered, "before": words])),
        ]
        if total.received + self.before.received > 0 {
            items.append(.init("messages.received", "\(Phrase.number(total.received))", detail: before(self.before.received)))
        }
        guard let money = visible.money else { return items }
        return items
            + costs.map { currency, now, earlier in
                let detail = Phrase("overview.cost-before", ["amount": earlier.words(currency, money), "before": words])
                return .init("overview.cost", now.sum(currency, money), detail: detail)
            }
    }

    func chart(_ visible: VisibleProjects) -> HTML {
        guard let first = volume.days.first?.day, let last = volume.days.last?.day else {
            let newest: HTML = "<a href=\"\(OverviewPath.overview.query(visible.place))\">\(words: "overview.newest")</a>"
            return Notice.info(Phrase("overview.nothing-sent", ["range": period.range])).html(more: newest)
        }
        let file = MessagePath.volume.query(
            [("from", Day.iso(period.days.lowerBound)), ("to", Day.iso(period.days.upperBound))] + visible.place)
        return VolumeChart.html(
            volume, title: finding, detail: Phrase("messages.volume-by-day", ["range": Day.range(first, last)]), csvPath: file)
    }

    /// The title of the chart, which says what it shows.
    private var finding: Phrase {
        guard let rate = volume.total.rate else { return "messages.nothing-finished" }
        guard let earlier = before.rate else { return Phrase("messages.rate-delivered", ["rate": rate.words]) }
        return Phrase("overview.finding", ["rate": rate.words, "compared": rate.compared(to: earlier, of: period.beforeWords)])
    }
}
