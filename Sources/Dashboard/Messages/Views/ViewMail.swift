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
