internal import JOSE

/// The token endpoint's response (RFC 6749 section 5.1), already encoded as JSON.
package struct TokenAnswer: Sendable {
    package let json: [UInt8]

    struct Kind {
        /// Whether it is bound to a key (RFC 9449 section 5).
        var isBound = false
        /// Of a token that came of an exchange (RFC 8693 section 2.2).
        var issuedType: String?
    }

    init(
        accessToken: String, expiresIn: Int64, scopes: [String], idToken: String? = nil, refreshToken: String? = nil,
        kind: Kind = Kind()
    ) {
        var writer = JSONWriter(reserving: accessToken.utf8.count + (idToken?.utf8.count ?? 0) + 256)
        writer.add("access_token", accessToken)
        writer.add("token_type", kind.isBound ? "DPoP" : "Bearer")
        writer.add("expires_in", expiresIn)
        writer.add("scope", scopes.joined(separator: " "))
        writer.add("issued_token_type", kind.issuedType)
        writer.add("id_token", idToken)
        writer.add("refresh_token", refreshToken)
        json = writer.finished()
    }
}
