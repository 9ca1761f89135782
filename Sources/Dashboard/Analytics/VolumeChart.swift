internal import Core
internal import Web

/// Volume and delivery rate by day: two charts, each with its table, and one file for both.
enum VolumeChart {
    static func html(_ volume: Volume, title: String, detail: String, csvPath: Path) -> HTML {
        let labels = volume.days.map { shortDay($0.day) }
        let total = volume.total
        // Three bars a day need space. Beyond a month, received messages are only in the file, unless nothing was sent.
        let hasReceived = total.received > 0 && (volume.days.count <= 31 || total.sentTotal == 0)
        var series = [
            Chart.Series("Delivered", volume.days.map { Double($0.delivered) }),
            Chart.Series("Not delivered", volume.days.map { Double($0.finished - $0.delivered) }),
        ]
        if hasReceived { series.append(Chart.Series("Received", volume.days.map { Double($0.received) })) }
        return """
            \(Chart(.bars, title: title, detail: detail, .init(labels, series), .init("messages a day"), csvPath: csvPath))
            """
    }

    static func rates(_ volume: Volume, title: String, detail: String, csvPath: Path) -> HTML {
        let days = volume.days.filter { $0.rate != nil }
        guard days.count > 1 else { return "" }
        let rates = days.map { Double($0.rate?.permille ?? 0) / 10 }
        // The axis begins at a multiple of 20 below the lowest day, so that its four steps are whole numbers.
        let floor = Double(Int(rates.min() ?? 0) / 20 * 20)
        let scale = Chart.Scale("per cent of finished messages", floor: min(80, floor), ceiling: 100) { percent($0) }
        let series = [Chart.Series("Delivery rate", rates)]
        return Chart(
            .lines, title: title, detail: detail, .init(days.map { shortDay($0.day) }, series), scale, csvPath: csvPath
        ).html
    }

    private static func percent(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)\u{A0}%" : "\(tenths / 10).\(tenths % 10)\u{A0}%"
    }

    /// "3 Jun"
    static func shortDay(_ day: Int) -> String {
        let words = PageText.day(Day.start(day)).split(separator: " ")
        return words.count == 3 ? "\(words[0]) \(words[1].prefix(3))" : ""
    }

    /// "2 May to 1 June 2024"
    static func range(_ first: Int, _ last: Int) -> String {
        let from = PageText.day(Day.start(first))
        let to = PageText.day(Day.start(last))
        guard first != last else { return to }
        let sameYear = from.suffix(4) == to.suffix(4)
        return (sameYear ? String(from.dropLast(5)) : from) + " to " + to
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
