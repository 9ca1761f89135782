/// Why a token or a key is not accepted. For logs and tests; a client only learns that the token is invalid.
package enum TokenRefusal: Error, Sendable, Equatable {
    /// Not three base64url parts, not strict JSON, or a duplicate member.
    case malformed
    /// `alg` is missing, unknown, `none`, or not allowed by this use or this key.
    case algorithm
    /// `crit` or `b64`: an extension that is not supported here (RFC 7515 section 4.1.11).
    case critical
    /// The `typ` is not the one that this use requires.
    case type
    /// No key of the trusted set has this `kid`.
    case unknownKey
    case signature
    /// A required claim is missing or has another JSON type.
    case claim(String)
    case issuer
    case audience
    case expired
    case notYetValid
    /// The key cannot be used: malformed, too small, weak, or for another use.
    case key
}
