internal import Core
internal import Language
internal import Web

/// The messages of one day by the reader's hours: a day of a change of the clocks has 23 or 25 of them.
struct HourlyVolume: Sendable {
    struct Hour: Sendable, Equatable {
        let start: Timestamp
        var delivered = 0
        var notDelivered = 0
        var received = 0
    }

    var hours: [Hour]

    /// Of the hits between two moments.
    init(of hits: NewestHits, from start: Timestamp, until end: Timestamp) {
        let count = Int(max(1, (end - start).wholeMilliseconds / 3_600_000))
        hours = (0..<count).map { Hour(start: start + .hours(Int64($0))) }
        for hit in hits.hits {
            let place = Int((hit.sentAt - start).wholeMilliseconds / 3_600_000)
            guard hours.indices.contains(place) else { continue }
            if hit.cell.direction == .inbound {
                hours[place].received += 1
            } else if hit.cell.status == .delivered {
                hours[place].delivered += 1
            } else if hit.cell.status.isFinal {
                hours[place].notDelivered += 1
            }
        }
    }

    func chart(title: Phrase, for reader: Reader, csvPath: Path) -> HTML {
        let labels = hours.map { hour -> Phrase in
            let time = reader.zone.calendarTime(hour.start)
            return .text("\(time.hour < 10 ? "0" : "")\(time.hour)")
        }
        var series = [
            Chart.Series("messages.status-delivered", hours.map { Double($0.delivered) }),
            Chart.Series("messages.not-delivered", hours.map { Double($0.notDelivered) }),
        ]
        if hours.contains(where: { $0.received > 0 }) {
            series.append(Chart.Series("messages.received", hours.map { Double($0.received) }))
        }
        let detail = Phrase("messages.volume-by-hour", ["day": Phrase.day(hours[0].start), "zone": reader.zone.name])
        return Chart(.bars, title: title, detail: detail, .init(labels, series), .init("messages.an-hour"), csvPath: csvPath).html
    }
}
