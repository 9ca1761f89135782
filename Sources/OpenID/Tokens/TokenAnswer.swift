internal import JOSE

/// The token endpoint's response (RFC 6749 section 5.1), already encoded as JSON.
package struct TokenAnswer: Sendable {
    package let json: [UInt8]

    init(
        accessToken: String, expiresIn: Int64, scopes: [String], idToken: String? = nil, refreshToken: String? = nil,
        isBound: Bool = false
    ) {
        var writer = JSONWriter(reserving: accessToken.utf8.count + (idToken?.utf8.count ?? 0) + 256)
        writer.add("access_token", accessToken)
        writer.add("token_type", isBound ? "DPoP" : "Bearer")
        writer.add("expires_in", expiresIn)
        writer.add("scope", scopes.joined(separator: " "))
        writer.add("id_token", idToken)
        writer.add("refresh_token", refreshToken)
        json = writer.finished()
    }
}
