internal import Core

/// A person's session at this product: begun by a sign-in at the ID, ended with it.
package struct ProductSession: Sendable {
    let tokenHash: TokenHash
    /// The ID's word for the person.
    package let subject: String
    /// The ID's session (`sid`), by which it is signed out.
    let idSession: String?
    var sealedTokens: [UInt8]
    /// The account chosen in the bar; nil where it was left to the ID.
    package var account: String?
    /// The project chosen in the bar; nil for all.
    package var project: String?
    let lastSeen: Timestamp

    static let idle = Duration.hours(12)
    static let longest = Duration.days(30)
}
