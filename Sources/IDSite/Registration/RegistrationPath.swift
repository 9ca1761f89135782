package import Core

/// The paths by which somebody new makes their ID.
package enum RegistrationPath {
    static let begin = Path("/register")
    static let finish = Path("/register/finish")

    static func begin(returningTo path: String?) -> Path { begin.query([("return_to", path)]) }
    /// The page that the mailed link opens.
    package static func finish(_ token: Secret<String>) -> Path { finish.query([("token", token.exposed)]) }
}
