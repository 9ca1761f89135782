internal import Core
internal import Language
internal import SQL
internal import Traffic

/// How often somebody is reminded of a view by mail.
enum ViewRhythm: String, SQLCodable, CaseIterable { case daily, weekly }

/// That somebody is reminded of a view, at seven in the morning where they are; weekly on Mondays.
struct ViewMail: Sendable, Equatable {
    private static let hour = Duration.hours(7)
    /// How many a person gets of an account.
    static let most = 5

    let view: String
    let person: String
    let rhythm: ViewRhythm
    /// The name of their time zone.
    let zone: String
    let nextAt: Timestamp

    init(_ view: String, _ person: String, _ rhythm: ViewRhythm, zone: Zone, after now: Timestamp) {
        self.view = view
        self.person = person
        self.rhythm = rhythm
        self.zone = zone.name
        nextAt = Self.next(rhythm, zone, after: now)
    }

    private static func next(_ rhythm: ViewRhythm, _ zone: Zone, after now: Timestamp) -> Timestamp {
        for ahead in 0...8 {
            let day = zone.calendarTime(now + .days(Int64(ahead))).isoDate
            guard let start = zone.start(of: day) else { continue }
            // What the clocks gain or lose in the night is not slept away.
            let shift = zone.offset(at: start + hour) - zone.offset(at: start)
            let time = start + hour - shift
            guard time > now else { continue }
            // 1 January 1970 was a Thursday.
            if rhythm == .daily || Day.parse(day).map({ ($0 + 3) % 7 == 0 }) == true { return time }
        }
        return now + .days(7)
    }

    /// The same, the next time.
    func following(_ now: Timestamp) -> ViewMail { ViewMail(view, person, rhythm, zone: Zone(zone) ?? .utc, after: now) }
}

extension ViewMail: RowDecodable {
    init(row: Row) throws {
        view = try row["view"]
        person = try row["person"]
        rhythm = try row["rhythm"]
        zone = try row["zone"]
        nextAt = try row["next_at"]
    }
}

extension Transaction {
    func viewMail(of view: String, for person: String) throws -> ViewMail? {
        try first(
            "SELECT view, person, rhythm, zone, next_at FROM view_mails WHERE view = \(view) AND person = \(person)", as: ViewMail.self)
    }

    /// Of how many views of the account the person is reminded.
    func viewMailCount(of account: String, for person: String) throws -> Int {
        try first(
            """
            SELECT COUNT(*) AS count FROM view_mails m JOIN saved_views v ON v.id = m.view
            WHERE v.account = \(account) AND m.person = \(person)
            """)?["count"] ?? 0
    }

    /// Every view that the person is reminded of.
    func viewMails(for person: String) throws -> [ViewMail] {
        try all("SELECT view, person, rhythm, zone, next_at FROM view_mails WHERE person = \(person)")
    }

    /// Those that are due, those of one view and time together.
    func dueViewMails(at now: Timestamp) throws -> [ViewMail] {
        try all(
            "SELECT view, person, rhythm, zone, next_at FROM view_mails WHERE next_at <= \(now) ORDER BY next_at, view, person LIMIT 500")
    }

    func set(_ mail: ViewMail) throws {
        try run(
            """
            INSERT INTO view_mails (view, person, rhythm, zone, next_at)
            VALUES (\(mail.view), \(mail.person), \(mail.rhythm), \(mail.zone), \(mail.nextAt))
            ON CONFLICT (view, person) DO UPDATE SET rhythm = excluded.rhythm, zone = excluded.zone, next_at = excluded.next_at
            """)
    }

    func removeViewMail(of view: String, for person: String) throws {
        try run("DELETE FROM view_mails WHERE view = \(view) AND person = \(person)")
    }
}
