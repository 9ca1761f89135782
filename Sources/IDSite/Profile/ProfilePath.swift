internal import Core

/// The path of the person's profile.
enum ProfilePath {
    static let profile = Path("/profile")
}
