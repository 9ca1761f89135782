internal import Core
internal import SQL
internal import Traffic

/// How long an account keeps its messages, and what comes after a time in which it can be undone.
struct Retention: Sendable, Equatable {
    static let shortest = 30
    static let longest = 3653
    /// What people choose from, in days.
    static let choices = [30, 90, 180, 365, 730, 1826, 3653]
    static let grace = Duration.days(7)

    /// The account's id at the ID, and every id by which traffic names it.
    let account: String
    let names: [String]
    /// In days; nil for always.
    var days: Int?
    /// What comes next, and when; nil where nothing changes.
    var next: Int?
    var nextAt: Timestamp?
    /// Who said so.
    var setBy = ""

    /// What counts now.
    func current(at now: Timestamp) -> Int? {
        guard let nextAt, nextAt <= now else { return days }
        return next
    }

    /// The first day (UTC) that is kept.
    func firstDay(at now: Timestamp) -> Int? { current(at: now).map { Day.of(now) - $0 } }
}
