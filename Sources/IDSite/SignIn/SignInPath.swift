package import Core

/// The paths of the pages of a sign-in.
package enum SignInPath {
    package static let address = Path("/sign-in")
    package static let change = Path("/sign-in/change")
    /// "Not you?" beside an address that signed in here before.
    package static let forgetting = Path("/sign-in/forget")
    package static let password = Path("/sign-in/password")
    package static let secondFactor = Path("/sign-in/second-factor")
    package static let codeResend = Path("/sign-in/second-factor/resend")
    package static let secondFactorChoice = Path("/sign-in/second-factor/choice")
    package static let otherFactors = Path("/sign-in/second-factor/other")
    package static let recoveryCode = Path("/sign-in/second-factor/recovery-code")

    /// The parameter with the languages that the asking party wants (OpenID Connect Core section 3.1.2.1), as every page of a sign-in has it.
    static let locales = "ui_locales"
    /// The parameter with a passkey that is not known here, so that the browser can forget it.
    static let unknownPasskey = "unknown_passkey"

    /// A new sign-in, which continues at the path. `address` is filled in.
    package static func address(_ address: String? = nil, returningTo path: String) -> Path {
        Self.address.query([("return_to", path), ("address", address)])
    }
}
