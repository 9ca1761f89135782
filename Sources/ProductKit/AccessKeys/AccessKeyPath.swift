package import Core

/// The paths of the access keys.
package enum AccessKeyPath {
    package static let list = Path("/access-keys")
    package static let new = Path("/access-keys/new")
    /// Shows the secret of a key that was just made, once.
    package static let made = Path("/access-keys/made")
    package static let key = PathTo<String>("/access-keys/:key")
    package static let renewal = PathTo<String>("/access-keys/:key/secret")
    package static let keeping = PathTo<String>("/access-keys/:key/keep")
    package static let revocation = PathTo<String>("/access-keys/:key/revoke")
}
