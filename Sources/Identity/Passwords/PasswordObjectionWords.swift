package import Credentials
package import Language

extension PasswordPolicy.Objection {
    /// What the page says beside the field.
    package var words: Phrase {
        switch self {
        case .tooShort(let minimum): Phrase("identity.password-too-short", ["minimum": minimum])
        case .tooLong: "identity.password-too-long"
        case .unusable: "identity.password-unusable"
        case .easyToGuess: "identity.password-easy-to-guess"
        case .breached: "identity.password-breached"
        }
    }
}
