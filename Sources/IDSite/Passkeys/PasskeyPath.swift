package import Core
internal import Identity

/// The paths of passkeys: signing in with one, and looking after them.
package enum PasskeyPath {
    static let signIn = Path("/sign-in/passkey")
    static let factor = Path("/sign-in/second-factor/passkey")
    package static let list = Path("/security/passkeys")
    static let addition = Path("/security/passkeys/new")
    static let name = PathTo<PasskeyID>("/security/passkeys/:passkey/name")
    static let removal = PathTo<PasskeyID>("/security/passkeys/:passkey/removal")
    /// Offered after a sign-in with a password.
    static let offer = Path("/security/passkeys/offer")
    static let offerDeclined = Path("/security/passkeys/offer/declined")
    static let endpoints = Path("/.well-known/passkey-endpoints")
    static let changePassword = Path("/.well-known/change-password")
    static let relatedOrigins = Path("/.well-known/webauthn")
}
