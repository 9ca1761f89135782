package import Core
internal import Identity

/// The paths of the browsers that a person trusts.
package enum TrustedBrowsersPath {
    package static let list = Path("/security/trusted-browsers")
    static let removal = PathTo<TrustedBrowserID>("/security/trusted-browsers/:browser/removal")
}
