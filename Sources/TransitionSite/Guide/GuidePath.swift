package import Core

/// The paths of the guide after a first sign-in.
package enum GuidePath {
    package static let guide = Path("/moved")
    package static let next = Path("/moved/next")
    package static let end = Path("/moved/end")
    package static let notNow = Path("/moved/not-now")

    /// The guide, which continues at the path.
    package static func guide(returningTo path: String) -> Path { guide.query([("return_to", path)]) }
}
