internal import Core
internal import Evidence
internal import SQL
internal import Traffic

/// How many of a series' messages failed in the 28 days before a day, and by which errors. Days of a rise that is over are left out: they were
/// not usual; a rise that lasted for a week is all that is usual from its first day on.
struct UsualFailures: Sendable, Equatable {
    static let span = 28
    /// With fewer there is too little traffic to say what is usual.
    static let fewest = 300

    var finished = 0
    var failed = 0
    var byError: [String: Int] = [:]

    var isEnough: Bool { finished >= Self.fewest }
    /// The rate that is taken for usual: the upper limit at 99 %, so that a lucky month raises no alarm.
    var rate: Double { upperLimit(failures: failed, of: max(1, finished)) }

    /// Cost: one seek a day.
    static func find(_ series: TrafficSeries, before day: Int, in tx: Transaction) throws -> UsualFailures {
        let over = try Drop.over(series, since: Day.start(day - span), in: tx)
        let unusual = over.filter { $0.end == .recovered }.map { Day.of($0.since)...max(Day.of($0.since), Day.of($0.endedAt ?? $0.since)) }
        // What lasted so long that it is usual now is all that is usual.
        let first = max(day - span, over.filter { $0.end == .usual }.map { Day.of($0.since) }.max() ?? 0)
        let days = (min(first, day)..<day).filter { day in !unusual.contains { $0.contains(day) } }
        var found = UsualFailures()
        guard !days.isEmpty else { return found }
        try tx.each(
            """
            SELECT status, error_code, CAST(SUM(messages) AS BIGINT) AS messages FROM message_cells
            WHERE project = \(series.project) AND day IN \(list: days) AND direction = \(Message.Direction.outbound)
                AND country = \(series.country) AND sender = \(series.sender)
            GROUP BY status, error_code
            """
        ) { row in
            let status: MessageStatus = try row["status"]
            let count: Int = try row["messages"]
            guard status.isFinal, count > 0 else { return }
            found.finished += count
            guard MessageStatus.failures.contains(status) else { return }
            found.failed += count
            found.byError[try row["error_code"], default: 0] += count
        }
        return found
    }

    /// The error whose share grew most in what ended since.
    func grown(in now: EndCounts) -> String {
        func share(_ count: Int?, _ total: Int) -> Double { Double(count ?? 0) / Double(max(1, total)) }
        let growth = now.byError.mapValues { share($0, now.finished) }.map { ($0.key, $0.value - share(byError[$0.key], finished)) }
        return growth.max { ($0.1, $1.0) < ($1.1, $0.0) }?.0 ?? ""
    }
}

/// What ended since a time.
struct EndCounts: Sendable, Equatable {
    var finished = 0
    var failed = 0
    var byError: [String: Int] = [:]

    mutating func add(_ end: MessageEnd) {
        finished += 1
        guard end.failed else { return }
        failed += 1
        byError[end.errorCode, default: 0] += 1
    }
}
