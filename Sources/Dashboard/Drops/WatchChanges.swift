internal import Core
internal import Evidence
internal import SQL
internal import Traffic

/// The ends of one batch, in the order in which they came, counted in the same transaction as its messages. Cost: one read and one write for each
/// series with traffic enough to be watched; for the others one read, and on their first message of a day thirty seeks.
struct WatchChanges {
    private let now: Timestamp
    private var ends: [TrafficSeries: [MessageEnd]] = [:]

    init(now: Timestamp) { self.now = now }

    /// `old` is what was stored of the message before.
    mutating func add(_ message: Message, after old: Message?) {
        guard let end = MessageEnd(message, after: old, now: now) else { return }
        ends[end.series, default: []].append(end)
    }

    func write(in tx: Transaction) throws {
        // In one order, so that two batches do not wait for each other crosswise.
        let order = ends.keys.sorted { ($0.project, $0.country, $0.sender) < ($1.project, $1.country, $1.sender) }
        for series in order {
            guard let ends = ends[series] else { continue }
            try count(ends, of: series, in: tx)
        }
    }

    private func count(_ ends: [MessageEnd], of series: TrafficSeries, in tx: Transaction) throws {
        let stored = try SeriesWatch.find(series, in: tx)
        var watch = stored ?? SeriesWatch(series, day: -1)
        var rate = watch.rate
        for end in ends {
            let day = Day.of(end.sentAt)
            if watch.isDue(on: day) {
                let usual = try UsualFailures.find(series, before: day, in: tx)
                watch.renew(on: day, usual, siblings: try SeriesWatch.siblings(of: series.project, in: tx))
                rate = watch.rate
            }
            switch watch.add(end, usual: rate) {
            case .risen: try notice(&watch, in: tx)
            case .over: try close(&watch, in: tx)
            case nil: break
            }
        }
        if let drop = watch.drop { try Drop.count(drop, finished: watch.counts.finished, failed: watch.counts.failed, in: tx) }
        if watch != stored { try watch.store(in: tx) }
    }

    private func notice(_ watch: inout SeriesWatch, in tx: Transaction) throws {
        let usual = try UsualFailures.find(watch.series, before: watch.day, in: tx)
        let drop = Drop(
            id: Identifier<DropKind>(at: now).text, series: watch.series, since: watch.since ?? now, noticedAt: now,
            finished: watch.counts.finished, failed: watch.counts.failed, usualFinished: watch.usualFinished,
            usualFailed: watch.usualFailed, errorCode: usual.grown(in: watch.counts))
        try drop.insert(in: tx)
        watch.drop = drop.id
    }

    private func close(_ watch: inout SeriesWatch, in tx: Transaction) throws {
        guard let drop = watch.drop else { return }
        try Drop.count(drop, finished: watch.counts.finished, failed: watch.counts.failed, in: tx)
        try Drop.close(drop, as: .recovered, at: now, in: tx)
        watch.restart(on: watch.day)
    }
}
