internal import Core
internal import Evidence
internal import SQL

/// What is known of a series while it is watched. It is read and written with the messages that it counts, in their transaction.
struct SeriesWatch: Sendable, Equatable {
    let series: TrafficSeries
    /// The day whose 28 days before are taken for usual.
    var day: Int
    var usualFinished = 0
    var usualFailed = 0
    /// What the evidence must exceed; 0 where there is too little traffic to be watched.
    var threshold = 0
    /// The day on which the evidence began, and the evidence.
    var begun: Int
    var evidence = FailureWatch(planned: 1)
    /// Since when a rise is suspected, and what ended since.
    var since: Timestamp?
    var counts = EndCounts()
    /// The rise that was noticed and is not over, and whether it is.
    var drop: String?
    var recovery = RecoveryWatch()

    /// One account in a hundred has a false alarm in a year, at most.
    private static let accountsPerAlarm = 100
    private static let fewestSeries = 10
    /// Above this suspicion what is usual stays as it was: a rise must not become usual while it is looked at.
    private static let suspicious = 3.0
    private static let year = 365

    init(_ series: TrafficSeries, day: Int) {
        self.series = series
        self.day = day
        begun = day
    }

    var isWatched: Bool { threshold > 0 }

    private var usual: UsualFailures { UsualFailures(finished: usualFinished, failed: usualFailed) }

    /// Takes what is usual anew, on the first message of a day. `siblings` are the watched series of its account.
    mutating func renew(on day: Int, _ usual: UsualFailures, siblings: Int) {
        self.day = day
        usualFinished = usual.finished
        usualFailed = usual.failed
        guard usual.isEnough else { return stop() }
        let isNew = !isWatched || day - begun >= Self.year
        threshold = Self.accountsPerAlarm * max(Self.fewestSeries, siblings)
        if isNew { restart(on: day) }
    }

    /// Whether what is usual is to be taken anew for a message of that day.
    func isDue(on day: Int) -> Bool {
        guard day > self.day, drop == nil else { return false }
        return evidence.suspicion <= Self.suspicious || day - self.day >= UsualFailures.span
    }

    private mutating func stop() {
        threshold = 0
        since = nil
        counts = EndCounts()
    }

    /// Begins anew, with as many steps as a year has at the pace of the 28 days.
    mutating func restart(on day: Int) {
        begun = day
        evidence = FailureWatch(planned: max(4000, usualFinished * Self.year / UsualFailures.span))
        since = nil
        counts = EndCounts()
        drop = nil
        recovery = RecoveryWatch()
    }

    enum News: Equatable { case risen, over }

    mutating func add(_ end: MessageEnd, usual rate: Double) -> News? {
        guard isWatched else { return nil }
        guard drop == nil else {
            recovery.add(failed: end.failed, usual: Double(usualFailed) / Double(max(1, usualFinished)), risen: risenRate)
            counts.add(end)
            return recovery.isOver ? .over : nil
        }
        let before = evidence.suspicion
        evidence.add(failed: end.failed, usual: rate)
        if evidence.suspicion <= 1 {
            since = nil
            counts = EndCounts()
        } else {
            if before <= 1 { since = end.sentAt }
            counts.add(end)
        }
        return evidence.value >= Double(threshold) ? .risen : nil
    }

    /// The rate since the rise began.
    private var risenRate: Double { Double(counts.failed) / Double(max(1, counts.finished)) }

    /// The rate that is taken for usual.
    var rate: Double { usual.rate }
}
