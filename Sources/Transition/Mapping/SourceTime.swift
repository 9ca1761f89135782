internal import Core
internal import Foundation

/// The form in which an export writes times.
enum SourceTime: Sendable, Equatable {
    /// RFC 3339, or with a space in place of the T.
    case rfc3339
    /// A number since 1970: so many of them are a second.
    case since1970(perSecond: Int64)
    /// A time without its zone, which is this one.
    case local(TimeZone)

    /// In seconds since 1970; a million times that is less than the largest number.
    private static let year10000: Int64 = 253_402_300_800

    static let names = "rfc3339, seconds, milliseconds, microseconds, utc, or a time zone such as Europe/Stockholm"

    /// nil for a text that names none.
    init?(_ name: String) {
        switch name {
        case "rfc3339": self = .rfc3339
        case "seconds": self = .since1970(perSecond: 1)
        case "milliseconds": self = .since1970(perSecond: 1000)
        case "microseconds": self = .since1970(perSecond: 1_000_000)
        case "utc": self = .local(.gmt)
        default:
            guard name.contains("/"), let zone = TimeZone(identifier: name) else { return nil }
            self = .local(zone)
        }
    }

    /// As RFC 3339, which the checks of both own exports read; the text itself where it is of another form.
    func rfc3339(_ text: String) -> String {
        switch self {
        // PostgreSQL writes the zone of whole hours in two digits.
        case .rfc3339: return text.wholeMatch(of: /.*[0-9][+-][0-9]{2}/) == nil || !text.contains(":") ? text : text + ":00"
        case .since1970(let perSecond):
            guard let number = Int64(text) ?? Double(text).flatMap({ Int64(exactly: $0.rounded(.down)) }), number > 0,
                number < Self.year10000.multipliedReportingOverflow(by: perSecond).partialValue
            else { return text }
            return Timestamp(milliseconds: perSecond < 1000 ? number * 1000 : number / (perSecond / 1000)).rfc3339
        case .local(let zone):
            guard let asUTC = Timestamp(rfc3339: text.replacing(" ", with: "T") + "Z") else { return text }
            // The offset of the zone at that time; near a change of the clocks, that of the standard time.
            let guess = Date(timeIntervalSince1970: Double(asUTC.seconds) - Double(zone.secondsFromGMT(for: Self.date(asUTC))))
            return Timestamp(milliseconds: asUTC.milliseconds - Int64(zone.secondsFromGMT(for: guess)) * 1000).rfc3339
        }
    }

    private static func date(_ time: Timestamp) -> Date { Date(timeIntervalSince1970: Double(time.seconds)) }
}
