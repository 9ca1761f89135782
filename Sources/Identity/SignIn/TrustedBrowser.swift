package import Core

package enum TrustedBrowserKind: IdentifierKind { package static let prefix = "trb" }
package typealias TrustedBrowserID = Identifier<TrustedBrowserKind>

/// A browser in which a person does not want to be asked for their second factor. A sign-in there has one factor, and is no fresh proof.
package struct TrustedBrowser: Sendable, Equatable {
    package let id: TrustedBrowserID
    package let personID: PersonID
    /// Where it was when it became trusted.
    package let origin: ClientOrigin
    package let createdAt: Timestamp
    package let lastUsedAt: Timestamp
    package let expiresAt: Timestamp

    package static let lifetime: Duration = .days(30)
}
