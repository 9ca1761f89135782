internal import Core
internal import Language
internal import Web

/// Volume and delivery rate by day: two charts, each with its table, and one file for both.
enum VolumeChart {
    static func html(_ volume: Volume, title: Phrase, detail: Phrase, csvPath: Path) -> HTML {
        let labels = volume.days.map { shortDay($0.day) }
        let total = volume.total
        // Three bars a day need space. Beyond a month, received messages are only in the file, unless nothing was sent.
        let hasReceived = total.received > 0 && (volume.days.count <= 31 || total.sentTotal == 0)
        var series = [
            Chart.Series("messages.status-delivered", volume.days.map { Double($0.delivered) }),
            Chart.Series("messages.not-delivered", volume.days.map { Double($0.finished - $0.delivered) }),
        ]
        if hasReceived { series.append(Chart.Series("messages.received", volume.days.map { Double($0.received) })) }
        return """
            \(Chart(.bars, title: title, detail: detail, .init(labels, series), .init("messages.a-day"), csvPath: csvPath))
            """
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
            .lines, title: title, detail: detail, .init(days.map { shortDay($0.day) }, series), scale, csvPath: csvPath
        ).html
    }

    private static func percent(_ value: Double) -> Phrase {
        let tenths = Int((value * 10).rounded())
        let written = tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
        return Phrase("messages.rate", ["rate": Phrase.decimal(written)])
    }

    /// "3 Jun"
    static func shortDay(_ day: Int) -> Phrase { DateForm.shortDay(Day.start(day)) }

    /// "2 May to 1 June 2024"
    static func range(_ first: Int, _ last: Int) -> Phrase { DateForm.range(Day.start(first), Day.start(last)) }

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
