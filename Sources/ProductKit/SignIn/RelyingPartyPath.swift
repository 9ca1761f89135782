package import Core
package import Web

/// The paths of the sign-in with the ID, as the ID knows them too.
package enum RelyingPartyPath {
    package static let signIn = Path("/sign-in")
    package static let callback = Path("/oidc/callback")
    package static let backChannelLogout = Path("/oidc/back-channel-logout")
    package static let signedOut = Path("/signed-out")
    /// The parameter of the sign-in that asks for two factors.
    static let twoFactors = "two_factors"
    /// The sign-in with two factors, which continues in that account.
    static func stepUp(returningTo page: LocalPath?, in account: String?) -> Path {
        signIn.query([("return_to", page?.text), ("account", account), (twoFactors, "1")])
    }
    /// The parameter of the sign-in that asks for a new one, whoever is signed in.
    static let again = "again"
    /// A new sign-in, which continues in that account.
    static func signInAgain(returningTo page: LocalPath?, in account: String?, twoFactors: Bool = false) -> Path {
        signIn.query([
            ("return_to", page?.text), ("account", account), (again, "1"), (RelyingPartyPath.twoFactors, twoFactors ? "1" : nil),
        ])
    }
    /// The sign-in at the ID, where the product has one of its own too.
    package static func atTheID(returningTo page: LocalPath?, in account: String?) -> Path {
        signIn.query([("return_to", page?.text), ("account", account), (place, placeID)])
    }
    static let place = "at"
    static let placeID = "id"
    static let relatedOrigins = Path("/.well-known/webauthn")
    static let protectedResource = Path("/.well-known/oauth-protected-resource")
}
