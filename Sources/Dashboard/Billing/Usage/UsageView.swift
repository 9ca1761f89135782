internal import Core
internal import Language
internal import ProductKit
internal import Traffic
internal import Web

/// The usage of a period beside the one before: a chart of its days, and what each project, country and sender cost.
struct UsageView: Sendable {
    private static let most = 10
    let usage: UsageBreakdown
    let period: UsagePeriod
    /// Whether nobody asked for it: the last days that have usage.
    let isLatest: Bool
    let visible: VisibleProjects
    let links: UsageLinks
    let money: MoneyProof

    var html: HTML {
        let tables = [UsageBreakdown.Kind.project, .country, .sender].map { kind -> HTML in table(by: kind) }
        let content: HTML =
            usage.totals.isEmpty ? "<p class=\"quiet\">\(words: "billing.nothing-in-period")</p>" : "\(usage.totals.map(chart))\(tables)"
        return """
            <section class="stack"><h2>\(words: "billing.usage-of-period")</h2>\(ErrorSummary(period.errors))\(filters)\
            \(latest)<p class="quiet">\(period.words)</p>\(note)\(content)</section>
            """
    }

    private var latest: HTML {
        guard isLatest else { return "" }
        return Notice.info(Phrase("billing.newest-usage", ["day": Phrase.dayInUTC(Day.start(period.now.upperBound))])).html
    }

    private var note: HTML {
        visible.isWhole && visible.chosen == nil ? "" : "<p class=\"quiet\">\(words: "billing.usage-of-some")</p>"
    }

    private var filters: Filters {
        let written = period.isWritten ? [Choice("", "billing.days-as-written")] : []
        let times = written + UsagePeriod.presets.map { Choice($0.rawValue, $0.words) }
        let form = period.form
        return Filters(
            BillingPath.billing,
            content: """
                \(visible.place.compactMap { name, value in value.map { Hidden(name, $0).html } })\
                \(Select("time", "messages.time", times, in: form, optional: period.isWritten))
                \(TextField("from", "messages.first-day", .date, in: form, optional: true))
                \(TextField("to", "messages.last-day", .date, in: form, optional: true))
                """)
    }

    /// The days in one currency; long periods by the week.
    private func chart(_ total: UsageBreakdown.Row) -> HTML {
        let currency = total.currency
        let days = UsageDays(usage, period, in: currency)
        let series = [
            Chart.Series("billing.this-period", days.rows.map { $0.now.cost.drawn(money) }),
            Chart.Series("billing.period-before", days.rows.map { $0.before.cost.drawn(money) }),
        ]
        let paths = days.rows.indices.map { links.days(days.now(at: $0)) }
        let rows = days.rows.indices.map { index -> [HTML] in
            let name: HTML = linked("\(Day.short(days.now(at: index).lowerBound))", paths[index])
            let earlier = Day.short(days.before(at: index).lowerBound)
            return ["\(name)<small>\(words: "billing.was", ["before": earlier])</small>"] + numbers(days.rows[index])
        }
        let detail = Phrase(days.isWeekly ? "billing.cost-by-week" : "billing.cost-by-day", ["days": range])
        return Chart(
            .bars, title: finding(total), detail: detail, .init(days.labels, series, links: paths.compactMap(\.self)),
            .init(.text(currency), format: Amount.axis(currency, money)), csvPath: file(.day)
        ).with(Table(detail, columns("chart.day", .text), rows: rows)).html
    }

    private var range: Phrase { Day.range(period.now.lowerBound, period.now.upperBound) }

    /// "12.30 EUR, 8.1 % more than before"
    private func finding(_ total: UsageBreakdown.Row) -> Phrase {
        let cost = total.now.cost.words(total.currency, money)
        guard total.before.cost > .zero else { return Phrase("billing.cost-new", ["amount": cost]) }
        guard let share = share(total) else { return Phrase("billing.cost-same", ["amount": cost]) }
        return Phrase(total.change.isNegative ? "billing.cost-less" : "billing.cost-more", ["amount": cost, "share": share])
    }

    /// How much it rose or fell; nil where it did neither, or there was nothing to compare with.
    private func share(_ row: UsageBreakdown.Row) -> Phrase? {
        guard row.before.cost > .zero, row.change != .zero else { return nil }
        let before = row.before.cost.units
        let tenths = max(1, (row.change.units.magnitude * 1000 + before.magnitude / 2) / before.magnitude)
        let rest = tenths % 10
        return .decimal(rest == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(rest)")
    }

    private func table(by kind: UsageBreakdown.Kind) -> HTML {
        let rows = usage.rows(by: kind)
        let shown = rows.prefix(kind == .project ? rows.count : Self.most).map { row -> [HTML] in
            [linked(name(row, kind), links.path(row.value, by: kind, period.now))] + numbers(row)
        }
        let footer: [HTML]? =
            kind == .project && usage.totals.count == 1 && rows.count > 1
            ? usage.totals.first.map { ["\(words: "billing.all-projects")"] + numbers($0) } : nil
        let more: HTML =
            rows.count > shown.count ? "<p class=\"quiet\">\(words: "product.and-more", ["count": rows.count - shown.count])</p>" : ""
        return """
            <div class="stack"><h3>\(title(of: kind))</h3>\
            \(Table(title(of: kind), columns(column(of: kind), .name), rows: Array(shown), footer: footer))\
            \(more)<p class="chart-links"><a href="\(file(kind))">\(words: "list.csv")</a></p></div>
            """
    }

    private func columns(_ first: Phrase, _ kind: Table.Column.Kind) -> [Table.Column] {
        [
            .init(first, kind), .init("messages.title", .number), .init("messages.parts", .number), .init("billing.cost", .number),
            .init("billing.change", .number),
        ]
    }

    /// Messages, parts and cost, each with that of the period before beneath it, and by how much the cost changed.
    private func numbers(_ row: UsageBreakdown.Row) -> [HTML] {
        func number(_ now: Int, _ before: Int) -> HTML {
            "\(Phrase.number(now))<small>\(words: "billing.was", ["before": before])</small>"
        }
        let was = row.before.cost.words(row.currency, money)
        let sign: HTML = row.change > .zero ? "+" : ""
        let percent: HTML? = share(row).map { share in
            "<small>\(words: row.change.isNegative ? "billing.per-cent-less" : "billing.per-cent-more", ["share": share])</small>"
        }
        return [
            number(row.now.messages, row.before.messages), number(row.now.parts, row.before.parts),
            "\(row.now.cost.sum(row.currency, money))<small>\(words: "billing.was", ["before": was])</small>",
            "\(sign)\(row.change.sum(row.currency, money))\(percent)",
        ]
    }

    private func title(of kind: UsageBreakdown.Kind) -> Phrase {
        switch kind {
        case .project: "messages.by-project"
        case .country: "messages.by-country"
        case .sender: "messages.by-sender"
        case .day: "billing.by-day"
        }
    }

    private func column(of kind: UsageBreakdown.Kind) -> Phrase {
        switch kind {
        case .project: "messages.project"
        case .country: "messages.country"
        case .sender: "billing.sender"
        case .day: "chart.day"
        }
    }

    private func name(_ row: UsageBreakdown.Row, _ kind: UsageBreakdown.Kind) -> HTML {
        switch kind {
        case .project: "\(visible.name(of: Int64(row.value) ?? 0))"
        case .country: "\(CountryName.words(row.value))"
        case .sender: row.value.isEmpty ? "\(words: "billing.no-sender")" : "\(row.value)"
        case .day: ""
        }
    }

    private func linked(_ name: HTML, _ path: Path?) -> HTML { path.map { "<a href=\"\($0)\">\(name)</a>" } ?? name }

    private func file(_ kind: UsageBreakdown.Kind) -> Path {
        BillingPath.breakdown.query([("by", Optional(kind.rawValue))] + period.parameters + visible.place)
    }
}
