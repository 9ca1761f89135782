package import Core

/// The path of "This was not me", which the link in a mail opens.
package enum DisputePath {
    static let page = Path("/not-me")

    package static func page(_ token: Secret<String>) -> Path { page.query([("token", token.exposed)]) }
}
