internal import Core
internal import Language
internal import Traffic
internal import Web

/// Volume and delivery rate by day: two charts, each with its table, and one file for both.
enum VolumeChart {
    /// `link` leads to the messages of some days, the first and the last.
    static func html(
        _ volume: Volume, title: Phrase, detail: Phrase, csvPath: Path, link: ((Int, Int) -> Path)? = nil
    ) -> HTML {
        let isWeekly = volume.days.count > mostBars
        let volume = isWeekly ? volume.byWeek : volume
        let labels = volume.days.map { Day.short($0.day) }
        let links = link.map { link in volume.days.map { link($0.day, $0.day + (isWeekly ? 6 : 0)) } } ?? []
        let total = volume.total
        // Three bars a day need space. Beyond a month, received messages are only in the file, unless nothing was sent.
        let hasReceived = total.received > 0 && (volume.days.count <= 31 || total.sentTotal == 0)
        var series = [
            Chart.Series("messages.status-delivered", volume.days.map { Double($0.delivered) }),
            Chart.Series("messages.not-delivered", volume.days.map { Double($0.finished - $0.delivered) }),
        ]
        if hasReceived { series.append(Chart.Series("messages.received", volume.days.map { Double($0.received) })) }
        return """
            \(Chart(
                .bars, title: title, detail: detail, .init(labels, series, links: links),
                .init(isWeekly ? "messages.a-week" : "messages.a-day"), csvPath: csvPath))
            """
    }

    /// Longer times are drawn by the week.
    static let mostBars = 92

    /// How long deliveries took, in seconds.
    static func times(_ times: DeliveryTimes, csvPath: Path) -> HTML {
        guard times.days.count > 1, times.days.count <= mostBars, let total = times.total else { return "" }
        func seconds(_ value: KeyPath<DeliveryTimes.Times, Int64>) -> [Double] {
            times.days.map { Double($0.times[keyPath: value]) / 1000 }
        }
        let title = Phrase(
            "messages.delivery-times",
            ["half": Self.seconds(total.half), "most": Self.seconds(total.most), "nearly": Self.seconds(total.nearlyAll)])
        let series = [
            Chart.Series("messages.half-in", seconds(\.half)), Chart.Series("messages.most-in", seconds(\.most)),
            Chart.Series("messages.nearly-all-in", seconds(\.nearlyAll)),
        ]
        let first = times.days[0].day
        let range = Day.range(first, times.days.last?.day ?? first)
        return Chart(
            .lines, title: title, detail: Phrase("messages.delivery-times-by-day", ["range": range]),
            .init(times.days.map { Day.short($0.day) }, series), .init("messages.seconds") { Phrase.decimal(Self.tenths($0)) },
            csvPath: csvPath
        ).html
    }

    /// "4.2 s"
    static func seconds(_ milliseconds: Int64) -> Phrase {
        Phrase("messages.in-seconds", ["seconds": Phrase.decimal(tenths(Double(milliseconds) / 1000))])
    }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths >= 100 || tenths % 10 == 0 ? "\((tenths + 5) / 10)" : "\(tenths / 10).\(tenths % 10)"
    }

    static func rates(_ volume: Volume, title: Phrase, detail: Phrase, csvPath: Path) -> HTML {
        let days = volume.days.filter { $0.rate != nil }
        guard days.count > 1 else { return "" }
        let rates = days.map { Double($0.rate?.permille ?? 0) / 10 }
        // The axis begins at a multiple of 20 below the lowest day, so that its four steps are whole numbers.
        let floor = Double(Int(rates.min() ?? 0) / 20 * 20)
        let scale = Chart.Scale("messages.per-cent", floor: min(80, floor), ceiling: 100) { percent($0) }
        let series = [Chart.Series("messages.delivery-rate", rates)]
        return Chart(
            .lines, title: title, detail: detail, .init(days.map { Day.short($0.day) }, series), scale, csvPath: csvPath
        ).html
    }

    private static func percent(_ value: Double) -> Phrase {
        let tenths = Int((value * 10).rounded())
        let written = tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
        return Phrase("messages.rate", ["rate": Phrase.decimal(written)])
    }

    static func csv(_ volume: Volume) -> CSV {
        var csv = CSV(header: ["day", "sent", "delivered", "not_delivered", "waiting", "received", "delivery_rate_percent"])
        for day in volume.days {
            let rate = day.rate.map { "\($0.permille / 10).\($0.permille % 10)" } ?? ""
            csv.append([
                Day.iso(day.day), String(day.sentTotal), String(day.delivered), String(day.finished - day.delivered),
                String(day.sentTotal - day.finished), String(day.received), rate,
            ])
        }
        return csv
    }
}
