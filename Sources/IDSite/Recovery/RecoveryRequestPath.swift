package import Core

/// The paths of the way back in without a second factor.
package enum RecoveryRequestPath {
    static let begin = Path("/sign-in/second-factor/recovery")
    static let stopping = Path("/recovery/stop")
    static let finishing = Path("/recovery/finish")

    /// The pages that the links of its mails open.
    package static func stop(_ token: Secret<String>) -> Path { stopping.query([("token", token.exposed)]) }
    package static func finish(_ token: Secret<String>) -> Path { finishing.query([("token", token.exposed)]) }
}
