package import Core

/// The paths of the pages that set a password by a mailed link.
package enum RecoveryPath {
    package static let forgotPassword = Path("/forgot-password")
    package static let setPassword = Path("/set-password")

    /// The page that the mailed link opens.
    package static func setPassword(_ token: Secret<String>) -> Path { setPassword.query([("token", token.exposed)]) }
}
