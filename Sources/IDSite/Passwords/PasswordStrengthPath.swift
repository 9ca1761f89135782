internal import Core

/// Where a page's script asks how good a new password is.
enum PasswordStrengthPath {
    static let judgement = Path("/password-strength")
}
