package import Core
internal import Foundation

/// A time zone of the IANA database, by its name.
package struct Zone: Sendable, Hashable {
    /// Such as `Europe/Stockholm`.
    package let name: String
    private let rules: TimeZone?

    package static let utc = Zone()

    private init() {
        name = "UTC"
        rules = nil
    }

    /// nil if the database has no zone of that name.
    package init?(_ name: String) {
        guard name != "UTC" else {
            self = .utc
            return
        }
        guard Self.known.contains(name), let rules = TimeZone(identifier: name) else { return nil }
        self.name = name
        self.rules = rules
    }

    package var isUTC: Bool { rules == nil }

    /// The names a person can choose from: those of places (`Europe/Stockholm`), and `UTC` first.
    package static let names: [String] =
        ["UTC"] + TimeZone.knownTimeZoneIdentifiers.filter { $0.contains("/") && !$0.hasPrefix("Etc/") }.sorted()
    private static let known = Set(TimeZone.knownTimeZoneIdentifiers)

    /// How far the zone's clocks are ahead of UTC at that time.
    package func offset(at time: Timestamp) -> Duration {
        guard let rules else { return .zero }
        let date = Date(timeIntervalSince1970: Double(time.milliseconds) / 1000)
        return .seconds(rules.secondsFromGMT(for: date))
    }

    /// The end of a day (`2027-01-31`): the moment at which the next one begins in this zone; nil if there is no such day.
    package func end(of day: String) -> Timestamp? { beginning(of: day, days: 1) }

    /// The moment at which a day begins in this zone; nil if there is no such day.
    package func start(of day: String) -> Timestamp? { beginning(of: day, days: 0) }

    private func beginning(of day: String, days: Int64) -> Timestamp? {
        // Years of four digits have an end that has four too.
        guard day < "9999", let midnight = Timestamp(rfc3339: day + "T00:00:00Z") else { return nil }
        let next = midnight + .days(days)
        // The offset at that moment, which a change of the clocks during the day may have moved.
        return next - offset(at: next - offset(at: next))
    }

    /// What calendar and clock show at that time in this zone.
    package func calendarTime(_ time: Timestamp) -> CalendarTime { CalendarTime(time + offset(at: time)) }
}
