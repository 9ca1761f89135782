// JOSE implements keys (RFC 7517, 7638, 8037), compact signatures (RFC 7515) and the checks of a token's claims (RFC 7519, 8725), with
// swift-crypto. It knows no storage, no clients and no people. A token is always read for one use, which fixes its `typ` and its
// algorithms. A key comes from a set that the caller trusts, never from the token.

/// A signature algorithm (RFC 7518 section 3.1, RFC 8037). `none` is not supported.
package enum Algorithm: String, Sendable, CaseIterable {
    case es256 = "ES256"
    case es384 = "ES384"
    case es512 = "ES512"
    case rs256 = "RS256"
    case rs384 = "RS384"
    case rs512 = "RS512"
    case ps256 = "PS256"
    case ps384 = "PS384"
    case ps512 = "PS512"
    case edDSA = "EdDSA"
    case hs256 = "HS256"
    case hs384 = "HS384"
    case hs512 = "HS512"
}
