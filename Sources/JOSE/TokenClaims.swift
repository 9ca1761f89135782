package import Core

/// The claims of a token that passed every check (RFC 7519).
package struct TokenClaims: Sendable {
    package let members: [String: JSONValue]

    package subscript(_ name: String) -> JSONValue? { members[name] }
    /// The claim as a string; nil if it is missing or has another type.
    package func text(_ name: String) -> String? { members[name]?.string }
    /// The claim as a list of strings; nil if it is missing or has another type.
    package func texts(_ name: String) -> [String]? { members[name]?.strings }
    /// The claim as a point in time (NumericDate); nil if it is missing or has another type.
    package func time(_ name: String) -> Timestamp? { members[name]?.integer.flatMap(TokenCheck.timestamp) }
}

/// The conditions that a token must meet to be accepted.
package struct TokenCheck: Sendable {
    package var use: TokenUse
    package var issuer: String
    /// One of the token's audiences must be this.
    package var audience: String
    /// The allowed difference between clocks for `nbf` and `iat`; not used for `exp`.
    package var skew: Duration
    /// Only for hints: a logout request may contain an expired ID token (RP-Initiated Logout section 2).
    package var expiredIsAccepted: Bool

    package init(
        _ use: TokenUse, issuer: String, audience: String, skew: Duration = .seconds(60), expiredIsAccepted: Bool = false
    ) {
        self.use = use
        self.issuer = issuer
        self.audience = audience
        self.skew = skew
        self.expiredIsAccepted = expiredIsAccepted
    }

    /// Reads and checks a token: signature by a key of `keys`, `typ`, algorithm, `iss`, `aud`, `exp` (required), `nbf`, `iat` (required
    /// but for a use that does without).
    package func claims(of token: String, keys: KeySet, at now: Timestamp) throws(TokenRefusal) -> TokenClaims {
        let signed = try SignedToken(token)
        guard use.accepts(signed.type) else { throw .type }
        let payload = try signed.payload(verifiedWith: keys, algorithms: use.algorithms)
        guard let members = (try? JSONValue(parsing: payload))?.object else { throw .malformed }
        guard let issuer = members["iss"] else { throw .claim("iss") }
        guard issuer.string == self.issuer else { throw .issuer }
        guard let audiences = members["aud"]?.strings else { throw .claim("aud") }
        guard audiences.contains(audience) else { throw .audience }
        guard let expiry = try Self.time("exp", members) else { throw .claim("exp") }
        guard expiredIsAccepted || now < expiry else { throw .expired }
        let issued = try Self.time("iat", members)
        guard issued != nil || use.issueTimeMayBeMissing else { throw .claim("iat") }
        if let issued, issued > now + skew { throw .notYetValid }
        if let start = try Self.time("nbf", members), start > now + skew { throw .notYetValid }
        return TokenClaims(members: members)
    }

    private static func time(_ name: String, _ members: [String: JSONValue]) throws(TokenRefusal) -> Timestamp? {
        switch members[name] {
        case nil: return nil
        case .integer(let seconds):
            guard let time = timestamp(seconds) else { throw .claim(name) }
            return time
        // RFC 7519 allows fractions; they are cut off.
        case .number(let seconds):
            guard abs(seconds) < 1e12, let time = timestamp(Int64(seconds)) else { throw .claim(name) }
            return time
        default: throw .claim(name)
        }
    }

    static func timestamp(_ seconds: Int64) -> Timestamp? {
        (-999_999_999_999...999_999_999_999).contains(seconds) ? Timestamp(seconds: seconds) : nil
    }
}
