package import Core
package import Identity

/// The paths of the pages that change how a person signs in.
package enum SecurityPath {
    package static let ways = Path("/security")
    package static let password = Path("/security/password")
    package static let authenticatorApp = Path("/security/authenticator-app")
    package static let telephone = Path("/security/telephone")
    package static let telephoneCode = Path("/security/telephone/code")
    package static let removal = PathTo<SecondFactorID>("/security/second-factors/:factor/removal")
    package static let removalCode = PathTo<SecondFactorID>("/security/second-factors/:factor/removal/code")
}
