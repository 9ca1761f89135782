internal import Core
internal import SQL

enum SendingDomainKind: IdentifierKind { static let prefix = "dom" }
typealias SendingDomainID = Identifier<SendingDomainKind>

/// A domain from which an account sends mail. It is the account's own once it is verified: its DKIM record has a key that only this account was
/// given.
struct SendingDomain: Sendable, Identifiable, Equatable {
    let id: SendingDomainID
    /// The account's id at the ID.
    let account: String
    /// In the form of the DNS (`DomainName.canonical`).
    let name: String
    let addedAt: Timestamp
    /// The name of the person who added it, at that time.
    let addedBy: String
    /// The subjects of those who want to know when it breaks.
    var people: [String] = []
    var verifiedAt: Timestamp?
    var checkedAt: Timestamp?
    var nextCheckAt: Timestamp?
    /// Since when a record that was found is missing; and how often that happened.
    var brokenAt: Timestamp?
    var breaks = 0
    /// How many of these were told of.
    var toldBreaks = 0

    /// How many an account has, and how long a name may be: its records have longer ones.
    static let most = 500
    static let longestName = 228
    /// How often its records are looked at by themselves.
    static let interval = Duration.hours(1)
    /// So long a domain stays verified without its DKIM record.
    static let patience = Duration.days(7)
    /// How soon after a check somebody may ask for another.
    static let pause = Duration.seconds(3)

    /// As its readers write it.
    var shown: String { DomainName.shown(name) }
}
