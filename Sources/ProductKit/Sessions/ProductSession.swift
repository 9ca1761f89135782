internal import Core

/// A person's session at this product. It begins with a sign-in at the ID and ends with the session there.
package struct ProductSession: Sendable {
    let tokenHash: TokenHash
    /// The person's `sub` at the ID.
    package let subject: String
    /// The session at the ID (`sid`), which a logout token names.
    let idSession: String?
    var sealedTokens: [UInt8]
    /// The account chosen in the bar; nil if the choice is left to the ID.
    package var account: String?
    /// The project chosen in the bar; nil for all.
    package var project: String?
    let lastSeen: Timestamp

    static let idle = Duration.hours(12)
    static let longest = Duration.days(30)
}
