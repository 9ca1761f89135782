package import Core

package enum SignInChangeKind: IdentifierKind { package static let prefix = "chg" }
package typealias SignInChangeID = Identifier<SignInChangeKind>

/// A change of how somebody signs in: a factor or a passkey that came or went, a new password. Whoever says within a week that it was not
/// them, and shows that they were there before it, has everything taken back that was changed since.
package struct SignInChange: Sendable, Equatable {
    package let id: SignInChangeID
    package let personID: PersonID
    /// What was changed, as the subject of the mail that told of it: a key of the catalogs.
    package let title: String
    package let changedAt: Timestamp
    package let undoneAt: Timestamp?

    /// How long it can be undone.
    package static let lifetime: Duration = .days(7)
    /// An address that the person has had for less undoes nothing: the intruder may have added it.
    static let addressAge: Duration = .days(7)
}

/// Who can dispute a change: each mail that tells of it has a link of its own.
package struct Disputes: Sendable {
    let keyring: Keyring
    /// The URL of the page "This was not me" for its token.
    let link: @Sendable (Secret<String>) -> String

    package init(keyring: Keyring, link: @escaping @Sendable (Secret<String>) -> String) {
        self.keyring = keyring
        self.link = link
    }
}
