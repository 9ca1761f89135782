package import Core

/// The paths of the provider's endpoints.
package enum OpenIDPath {
    package static let authorize = Path("/oauth/authorize")
    /// RFC 9126.
    package static let pushedRequest = Path("/oauth/par")
    package static let consent = Path("/oauth/consent")
    package static let token = Path("/oauth/token")
    /// RFC 8628.
    package static let deviceAuthorization = Path("/oauth/device_authorization")
    package static let device = Path("/device")
    package static let deviceApproval = Path("/device/approval")
    /// What each error means, for whoever connects a client.
    package static let errors = Path("/oauth/errors")
    package static let keys = Path("/oauth/jwks")
    package static let userInfo = Path("/oauth/userinfo")
    package static let logout = Path("/oauth/logout")
    package static let logoutConfirmation = Path("/oauth/logout/confirm")
    package static let revocation = Path("/oauth/revoke")
    package static let introspection = Path("/oauth/introspect")
    package static let configuration = Path("/.well-known/openid-configuration")
    package static let metadata = Path("/.well-known/oauth-authorization-server")
    /// The metadata of this server's own API as a protected resource (RFC 9728).
    package static let protectedResource = Path("/.well-known/oauth-protected-resource")
    /// The metadata of a transmitter (OpenID Shared Signals Framework 1.0 section 7).
    package static let sharedSignals = Path("/.well-known/ssf-configuration")
}
