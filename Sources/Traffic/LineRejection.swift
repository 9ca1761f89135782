package import Core

/// Why a line of a program or of a file is rejected, in the words of the answer or of the report.
package struct LineRejection: Error, Equatable {
    package let reason: String
    package init(_ reason: String) { self.reason = reason }

    package static let tooLong = LineRejection("line too long")
    /// The first moment of the year 2000.
    private static let earliest = Timestamp(seconds: 946_684_800)

    /// Throws a rejection if the time lies before the year 2000 or more than a day after `now`.
    package static func check(_ time: Timestamp, called name: String, now: Timestamp) throws(LineRejection) {
        if time < earliest { throw LineRejection("\(name) before the year 2000: seconds, not milliseconds?") }
        if time > now + .days(1) { throw LineRejection("\(name) after tomorrow") }
    }
}

/// What became of a line.
package enum LineVerdict: Sendable, Equatable {
    case accepted, updated, unchanged
    case rejected(String)

    package var word: String {
        switch self {
        case .accepted: "accepted"
        case .updated: "updated"
        case .unchanged: "unchanged"
        case .rejected: "rejected"
        }
    }
}
