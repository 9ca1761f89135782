package import Core

/// The paths of the page that asks a signed-in person to show once more that it is them.
package enum FreshProofPath {
    package static let page = Path("/security/proof")
    static let password = Path("/security/proof/password")
    static let code = Path("/security/proof/code")
    static let message = Path("/security/proof/message")
    static let key = Path("/security/proof/key")

    /// The page, which continues at the path.
    package static func page(returningTo path: String) -> Path { page.query([("return_to", path)]) }
}
