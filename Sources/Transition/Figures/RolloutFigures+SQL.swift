package import Access
package import Core
package import SQL

extension FiguresScope {
    fileprivate var isWhole: Bool { phase == nil && whom == nil }

    /// What rows of `rollout_episodes e` have to meet.
    fileprivate var condition: Statement {
        var all: Statement = "e.product = \(product)"
        if let phase { all = all + " AND e.phase_id = \(phase)" }
        if let hash = whom?.hash { all = all + " AND COALESCE(e.hash, 'none') = \(hash)" }
        if let factor = whom?.factor { all = all + " AND COALESCE(e.factor, 'none') = \(factor)" }
        if let browser = whom?.browser { all = all + " AND e.browser = \(browser)" }
        if let isDormant = whom?.isDormant { all = all + " AND e.dormant = \(isDormant)" }
        return all
    }
}

extension Transaction {
    /// Every day (UTC) from that of `since` to today, oldest first; none if nothing happened in them.
    ///
    /// Cost: reads every episode since then by an index, twice, and the failed ones once more.
    package func rolloutDays(of scope: FiguresScope, since: Timestamp, at now: Timestamp) throws -> [RolloutDay] {
        let first = Day.number(since)
        let start = Day.start(first)
        var days = (first...Day.number(now)).map { number in
            var day = RolloutDay(Day.start(number).isoDate)
            if scope.whom == nil { day.arrived = 0 }
            if scope.isWhole { day.tickets = 0 }
            if Day.start(number) > now - .days(7) { day.strangers = 0 }
            return day
        }
        let nothing = days
        func change(_ number: Int64, _ body: (inout RolloutDay) -> Void) {
            let place = Int(number - first)
            if days.indices.contains(place) { body(&days[place]) }
        }
        for (place, door) in try doors(of: scope, since: start) {
            change(place.day) { if place.isInside { $0.inside = door } else { $0.outside = door } }
        }
        for (day, count) in try strangers(of: scope, since: start) { change(day) { if $0.strangers != nil { $0.strangers = count } } }
        if scope.whom == nil { for (day, count) in try arrivals(of: scope, since: start) { change(day) { $0.arrived = count } } }
        for (day, count) in try shutOut(of: scope, since: start) { change(day) { $0.shutOut = count } }
        if scope.isWhole { for (day, count) in try tickets(of: scope, since: start) { change(day) { $0.tickets = count } } }
        return days == nothing ? [] : days
    }

    /// Whoever has not come in since they failed, by any door: people who had signed in within the 90 days before. Newest first, each once.
    package func peopleShutOut(of scope: FiguresScope, since: Timestamp, limit: Int) throws -> [FailedEpisode] {
        let recent = Duration.days(90).wholeMilliseconds
        return try rows(
            """
            SELECT \(sql: FailedEpisode.columns) FROM rollout_episodes e JOIN people p ON p.id = e.person_id
            WHERE \(scope.condition) AND e.last_at >= \(since) AND e.number > 0 AND e.result <> 'succeeded'
              AND e.signed_in_at >= e.last_at - \(recent) AND (p.last_sign_in_at IS NULL OR p.last_sign_in_at <= e.last_at)
              AND NOT EXISTS (
                SELECT 1 FROM rollout_episodes s WHERE s.person_id = e.person_id AND s.product = e.product AND s.last_at > e.last_at
                    AND (s.result = 'succeeded' OR s.number > 0))
            ORDER BY e.last_at DESC LIMIT \(limit)
            """
        ).map { try FailedEpisode(row: $0) }
    }

    /// How many those are.
    package func countShutOut(of product: ProductID, since: Timestamp) throws -> Int {
        try peopleShutOut(of: FiguresScope(product), since: since, limit: Self.most).count
    }

    private static var most: Int { 10_000 }

    /// The newest failed episodes that count, at the ID.
    package func newestFailures(of scope: FiguresScope, limit: Int = 10) throws -> [FailedEpisode] {
        try rows(
            "SELECT \(sql: FailedEpisode.columns) FROM rollout_episodes e WHERE \(scope.condition)"
                + " AND e.number > 0 AND e.side = 'id' AND e.result <> 'succeeded' ORDER BY e.number DESC LIMIT \(limit)"
        ).map { try FailedEpisode(row: $0) }
    }

    package func rolloutFunnel(of product: ProductID) throws -> RolloutFunnel {
        let row = try first(
            """
            SELECT COUNT(DISTINCT person_id) AS people, COUNT(DISTINCT CASE WHEN joined = 1 THEN person_id END) AS joined
            FROM import_sources WHERE product = \(product)
            """)
        let returned = try first("SELECT COUNT(*) AS n FROM rollout_returns WHERE product = \(product) AND is_held = 1")
        let (sent, succeeded) = try rolloutCounts(product)
        return RolloutFunnel(
            imported: try row?["people"] ?? 0, sent: sent, succeeded: succeeded, joined: try row?["joined"] ?? 0,
            returned: try returned?["n"] ?? 0)
    }

    private struct Place: Hashable {
        let day: Int64
        let isInside: Bool
    }

    private func doors(of scope: FiguresScope, since: Timestamp) throws -> [Place: RolloutDay.Door] {
        var doors: [Place: RolloutDay.Door] = [:]
        var seconds: [Place: [(took: Int, count: Int)]] = [:]
        try each(
            """
            SELECT e.last_at / \(Day.length) AS day, e.side AS side, e.result AS result, (e.last_at - e.started_at) / 1000 AS took,
                   COUNT(*) AS n
            FROM rollout_episodes e WHERE \(scope.condition) AND e.last_at >= \(since) AND e.number > 0 GROUP BY 1, 2, 3, 4 ORDER BY 4
            """
        ) { row in
            let count: Int = try row["n"]
            let place = Place(day: try row["day"], isInside: try row["side"] == EpisodeSide.id.rawValue)
            let result = EpisodeTry.Result(rawValue: try row["result"])
            doors[place, default: .init()].episodes += count
            switch result {
            case .succeeded: seconds[place, default: []].append((try row["took"], count))
            case .wrongCode:
                doors[place]?.wrongCodes += count
                doors[place]?.failed += count
            default: doors[place]?.failed += count
            }
        }
        for (place, taken) in seconds {
            var left = taken.reduce(0) { $0 + $1.count } / 2
            doors[place]?.medianSeconds =
                taken.first { one in
                    left -= one.count
                    return left < 0
                }?.took
        }
        return doors
    }

    private func strangers(of scope: FiguresScope, since: Timestamp) throws -> [(Int64, Int)] {
        try rows(
            "SELECT e.last_at / \(Day.length) AS day, COUNT(*) AS n FROM rollout_episodes e WHERE \(scope.condition)"
                + " AND e.last_at >= \(since) AND e.number = 0 AND e.known = 0 AND e.result NOT IN ('succeeded', 'begun') GROUP BY 1"
        ).map { (try $0["day"], try $0["n"]) }
    }

    private func shutOut(of scope: FiguresScope, since: Timestamp) throws -> [(Int64, Int)] {
        try rows(
            """
            SELECT e.last_at / \(Day.length) AS day, COUNT(DISTINCT e.person_id) AS n FROM rollout_episodes e
            WHERE \(scope.condition) AND e.last_at >= \(since) AND e.number > 0 AND e.shut_out = 1 GROUP BY 1
            """
        ).map { (try $0["day"], try $0["n"]) }
    }

    private func arrivals(of scope: FiguresScope, since: Timestamp) throws -> [(Int64, Int)] {
        let ofPhase: Statement = scope.phase.map { " AND phase_id = \($0)" } ?? ""
        return try rows(
            "SELECT succeeded_at / \(Day.length) AS day, COUNT(*) AS n FROM rollout_logins WHERE product = \(scope.product)" + ofPhase
                + " AND succeeded_at >= \(since) GROUP BY 1"
        ).map { (try $0["day"], try $0["n"]) }
    }

    private func tickets(of scope: FiguresScope, since: Timestamp) throws -> [(Int64, Int)] {
        try rows(
            """
            SELECT opened_at / \(Day.length) AS day, COUNT(*) AS n FROM tickets
            WHERE product = \(scope.product) AND opened_at >= \(since) GROUP BY 1
            """
        ).map { (try $0["day"], try $0["n"]) }
    }
}

/// Days as the database counts them.
private enum Day {
    static let length = Duration.hours(24).wholeMilliseconds

    /// How many days of UTC there were before it.
    static func number(_ time: Timestamp) -> Int64 { time.milliseconds / length }
    static func start(_ number: Int64) -> Timestamp { Timestamp(milliseconds: number * length) }
}

extension FailedEpisode {
    fileprivate static let columns: StaticString =
        "e.person_id, e.side, e.browser, e.result, e.wrong, e.started_at, e.last_at, e.hash, e.factor, e.dormant, e.shut_out"

    fileprivate init(row: Row) throws {
        person = try row["person_id"]
        side = try row["side"]
        browser = try row["browser"]
        result = EpisodeTry.Result(rawValue: try row["result"]) ?? .begun
        wrong = try row["wrong"]
        startedAt = try row["started_at"]
        lastAt = try row["last_at"]
        whom = try EpisodeClass(ofEpisode: row)
        isShutOut = try row["shut_out"]
    }
}
