package import Core

/// The paths of the sign-in with the ID, as the ID knows them too.
package enum RelyingPartyPath {
    package static let signIn = Path("/sign-in")
    package static let callback = Path("/oidc/callback")
    package static let backChannelLogout = Path("/oidc/back-channel-logout")
    package static let signedOut = Path("/signed-out")
    /// The parameter of the sign-in that asks for two factors.
    static let twoFactors = "two_factors"
    static let relatedOrigins = Path("/.well-known/webauthn")
}
