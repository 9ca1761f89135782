internal import Core
internal import Evidence
internal import SQL

extension SeriesWatch: RowDecodable {
    init(row: Row) throws {
        self.init(
            TrafficSeries(project: try row["project"], country: try row["country"], sender: try row["sender"]), day: try row["day"])
        usualFinished = try row["usual_finished"]
        usualFailed = try row["usual_failed"]
        threshold = try row["threshold"]
        begun = try row["begun"]
        let numbers = (try row["evidence"] as String).split(separator: " ").compactMap { Double($0) }
        guard let recovery = numbers.first, let evidence = FailureWatch(numbers: Array(numbers.dropFirst())) else {
            throw SQLError.unexpectedValue(column: "evidence")
        }
        self.evidence = evidence
        self.recovery = RecoveryWatch(value: recovery)
        since = try row["since"]
        counts = EndCounts(finished: try row["finished"], failed: try row["failed"], byError: Self.errors(try row["errors"]))
        drop = try row["drop_id"]
    }

    private static func errors(_ text: String) -> [String: Int] {
        Dictionary(
            text.split(separator: " ").compactMap { part in
                let pair = part.split(separator: ":", omittingEmptySubsequences: false)
                return pair.count == 2 ? Int(pair[1]).map { (String(pair[0]), $0) } : nil
            }, uniquingKeysWith: +)
    }

    private static let columns: Statement = """
        project, country, sender, day, usual_finished, usual_failed, threshold, begun, evidence, since, finished, failed, errors, drop_id
        """

    static func find(_ series: TrafficSeries, in tx: Transaction) throws -> SeriesWatch? {
        try tx.first(
            """
            SELECT \(columns) FROM traffic_watches
            WHERE project = \(series.project) AND country = \(series.country) AND sender = \(series.sender)
            """, as: SeriesWatch.self)
    }

    /// How many series of the project's account are watched.
    static func siblings(of project: Int64, in tx: Transaction) throws -> Int {
        try tx.first(
            """
            SELECT COUNT(*) AS count FROM traffic_projects own JOIN traffic_projects p ON p.account = own.account
                JOIN traffic_watches w ON w.project = p.number
            WHERE own.number = \(project) AND w.threshold > 0
            """)?["count"] ?? 0
    }

    func store(in tx: Transaction) throws {
        let numbers = ([recovery.value] + evidence.numbers).map { "\($0)" }.joined(separator: " ")
        let errors = counts.byError.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }.joined(separator: " ")
        try tx.run(
            """
            INSERT INTO traffic_watches (\(Self.columns))
            VALUES (\(series.project), \(series.country), \(series.sender), \(day), \(usualFinished), \(usualFailed), \(threshold), \(begun),
                \(numbers), \(since), \(counts.finished), \(counts.failed), \(errors), \(drop))
            ON CONFLICT (project, country, sender) DO UPDATE SET day = excluded.day, usual_finished = excluded.usual_finished,
                usual_failed = excluded.usual_failed, threshold = excluded.threshold, begun = excluded.begun, evidence = excluded.evidence,
                since = excluded.since, finished = excluded.finished, failed = excluded.failed, errors = excluded.errors,
                drop_id = excluded.drop_id
            """)
    }
}
