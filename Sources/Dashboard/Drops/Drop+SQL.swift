internal import Core
internal import SQL

extension Drop: RowDecodable {
    init(row: Row) throws {
        self.init(
            id: try row["id"],
            series: TrafficSeries(project: try row["project"], country: try row["country"], sender: try row["sender"]),
            since: try row["since"], noticedAt: try row["noticed_at"], endedAt: try row["ended_at"], end: try row["ended_as"],
            finished: try row["finished"], failed: try row["failed"], usualFinished: try row["usual_finished"],
            usualFailed: try row["usual_failed"], errorCode: try row["error_code"])
    }

    private static let columns: Statement =
        "id, project, country, sender, since, noticed_at, ended_at, ended_as, finished, failed, usual_finished, usual_failed, error_code"

    /// Those of the projects that are not over, and those noticed since; the newest first.
    static func find(projects: [Int64], since: Timestamp, in tx: Transaction) throws -> [Drop] {
        guard !projects.isEmpty else { return [] }
        return try tx.all(
            """
            SELECT \(columns) FROM traffic_drops
            WHERE project IN \(list: projects) AND (ended_at IS NULL OR noticed_at >= \(since)) ORDER BY noticed_at DESC, id DESC LIMIT 200
            """, as: Drop.self)
    }

    /// Those of the projects that were noticed or ended since; the newest first.
    static func changed(projects: [Int64], since: Timestamp, in tx: Transaction) throws -> [Drop] {
        guard !projects.isEmpty else { return [] }
        return try tx.all(
            """
            SELECT \(columns) FROM traffic_drops
            WHERE project IN \(list: projects) AND (noticed_at >= \(since) OR ended_at >= \(since)) ORDER BY noticed_at DESC, id DESC LIMIT 50
            """, as: Drop.self)
    }

    /// Those of the projects that are not over.
    static func open(projects: [Int64], in tx: Transaction) throws -> [Drop] {
        guard !projects.isEmpty else { return [] }
        return try tx.all(
            """
            SELECT \(columns) FROM traffic_drops
            WHERE project IN \(list: projects) AND ended_at IS NULL ORDER BY noticed_at DESC, id DESC LIMIT 200
            """, as: Drop.self)
    }

    /// Those of the series that are over, and ended since.
    static func over(_ series: TrafficSeries, since: Timestamp, in tx: Transaction) throws -> [Drop] {
        try tx.all(
            """
            SELECT \(columns) FROM traffic_drops
            WHERE project = \(series.project) AND country = \(series.country) AND sender = \(series.sender) AND ended_at >= \(since)
            """, as: Drop.self)
    }

    /// Those that lasted so long that they are usual now.
    static func outlasted(at now: Timestamp, in tx: Transaction) throws -> [Drop] {
        try tx.all(
            "SELECT \(columns) FROM traffic_drops WHERE ended_at IS NULL AND noticed_at <= \(now - longest) ORDER BY noticed_at LIMIT 200",
            as: Drop.self)
    }

    /// Those nobody was told of yet.
    static func untold(in tx: Transaction) throws -> [Drop] {
        try tx.all("SELECT \(columns) FROM traffic_drops WHERE told_at IS NULL ORDER BY noticed_at, id LIMIT 200", as: Drop.self)
    }

    func insert(in tx: Transaction) throws {
        try tx.run(
            """
            INSERT INTO traffic_drops (\(Self.columns))
            VALUES (\(id), \(series.project), \(series.country), \(series.sender), \(since), \(noticedAt), \(endedAt), \(end), \(finished),
                \(failed), \(usualFinished), \(usualFailed), \(errorCode))
            """)
    }

    /// What ended by now, in place of what had when it was noticed.
    static func count(_ id: String, finished: Int, failed: Int, in tx: Transaction) throws {
        try tx.run("UPDATE traffic_drops SET finished = \(finished), failed = \(failed) WHERE id = \(id)")
    }

    static func close(_ id: String, as end: End, at time: Timestamp, in tx: Transaction) throws {
        try tx.run("UPDATE traffic_drops SET ended_at = \(time), ended_as = \(end) WHERE id = \(id) AND ended_at IS NULL")
    }

    /// `time` is nil where nobody was to be told.
    static func told(_ id: String, at time: Timestamp?, in tx: Transaction) throws {
        try tx.run("UPDATE traffic_drops SET told_at = \(time ?? Timestamp(milliseconds: 0)) WHERE id = \(id)")
    }

    /// Whether somebody was told of the project.
    static func wasTold(of project: Int64, since: Timestamp, in tx: Transaction) throws -> Bool {
        try tx.first("SELECT id FROM traffic_drops WHERE project = \(project) AND told_at >= \(since) LIMIT 1") != nil
    }
}
