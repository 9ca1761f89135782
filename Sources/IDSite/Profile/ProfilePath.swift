package import Core
internal import Identity

/// The paths of the person's profile.
package enum ProfilePath {
    static let profile = Path("/profile")
    package static let addresses = Path("/profile/addresses")
    static let newAddress = Path("/profile/addresses/new")
    static let change = PathTo<AddressID>("/profile/addresses/:address/change")
    static let verification = PathTo<AddressID>("/profile/addresses/:address/verify")
    static let choice = PathTo<AddressID>("/profile/addresses/:address/main")
    static let removal = PathTo<AddressID>("/profile/addresses/:address/remove")
    static let confirmation = Path("/profile/addresses/confirm")

    /// The page that the link in a mail to a new address opens.
    package static func confirm(_ token: Secret<String>) -> Path { confirmation.query([("token", token.exposed)]) }
}
