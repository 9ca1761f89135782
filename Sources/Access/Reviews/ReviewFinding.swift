internal import Core

/// Something about a member that whoever manages people should look at from time to time.
package enum ReviewFinding: String, Sendable, CaseIterable {
    /// Has not signed in for 90 days; whoever never did has been here for as long. The list of people says the same.
    case idle
    /// An administrator who signs in with one factor.
    case administratorWithOneFactor = "administrator-with-one-factor"
    /// Is a member and may do nothing.
    case withoutRole = "without-role"

    package static let idleDays: Int64 = 90
    /// How long a finding that somebody left as it is stays away.
    package static let quiet: Duration = .days(90)
}
