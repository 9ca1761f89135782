internal import Core
internal import Language
internal import SQL
internal import Traffic
internal import Web

/// What became of the account's mails in a period, each figure beside that of the days before: sums of whole days in UTC. For whoever opens Events.
struct EventFigures: Sendable {
    private static let kinds: [MailEvent.Kind] = [.accepted, .delivered, .bounced, .complained]

    private let period: Period
    private let newest: Int
    private let now: [MailEvent.Kind: Int]
    private let before: [MailEvent.Kind: Int]

    /// nil for an account without events.
    static func find(_ account: String, _ preset: TimePreset?, today: Int, in tx: Transaction) throws -> EventFigures? {
        guard let newest = try EventList.newestDay(of: account, in: tx) else { return nil }
        let period = Period(preset, newest: newest, today: today)
        func sums(_ days: ClosedRange<Int>) throws -> [MailEvent.Kind: Int] {
            let rows = try tx.rows(
                """
                SELECT kind, CAST(SUM(events) AS BIGINT) AS events FROM mail_cells
                WHERE account = \(account) AND day >= \(days.lowerBound) AND day <= \(days.upperBound) GROUP BY kind
                """)
            return Dictionary(try rows.map { (try $0["kind"], try $0["events"]) }) { first, _ in first }
        }
        return EventFigures(period: period, newest: newest, now: try sums(period.days), before: try sums(period.before))
    }

    /// `place` is what links carry of the choice of an account.
    func html(today: Int, _ place: [(String, String?)]) -> HTML {
        let items = Self.kinds.map { kind in
            let earlier = Phrase("overview.count-before", ["count": before[kind] ?? 0, "before": period.beforeWords])
            return Figures.Item(kind.words, "\(Phrase.number(now[kind] ?? 0))", detail: earlier)
        }
        let isStale = Period.isStale(newest: newest, today: today)
        let stale: HTML =
            period.preset == nil && isStale
            ? Notice.info(Phrase("events.stale", ["day": Phrase.dayInUTC(Day.start(newest))])).html : ""
        return """
            \(stale)\(period.choices(isStale: isStale) { DomainPath.list.query([("time", $0)] + place) })\(Figures(items))
            """
    }
}
