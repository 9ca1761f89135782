internal import Core
internal import Crypto
internal import JOSE

/// What a request says of a key that its client holds (RFC 9449): the header `DPoP`, and which request it is part of.
package struct PossessionHeader: Sendable {
    let proof: String
    let method: String
    let address: String

    /// nil for a request without the header. `address` is this server's own, without query and fragment.
    package init?(_ proof: String?, method: String, address: String) {
        guard let proof else { return nil }
        self.proof = proof
        self.method = method
        self.address = address
    }
}

/// A proof that passed every check but that of its one use (RFC 9449 section 4.3).
struct DPoPProof: Sendable {
    /// The thumbprint of the key (RFC 7638).
    let thumbprint: String
    let id: TokenHash
    let expiresAt: Timestamp
    let nonce: String?

    static let algorithms: [Algorithm] = [.es256, .edDSA, .rs256]
    /// How old or how early a proof may be.
    private static let leeway = Duration.seconds(60)

    enum Flaw: Error { case unreadable, wrongRequest, wrongTime, wrongToken }

    /// `accessToken` is the one that the proof goes with, at a resource.
    init(_ header: PossessionHeader, accessToken: String?, at now: Timestamp) throws(Flaw) {
        guard let signed = try? SignedToken(header.proof), signed.type?.lowercased() == "dpop+jwt", let key = signed.headerKey,
            let thumbprint = key.thumbprint,
            let payload = try? signed.payload(verifiedWith: key, algorithms: Set(Self.algorithms)),
            let claims = try? JSONValue(parsing: payload), let id = claims["jti"]?.string, (1...256).contains(id.utf8.count)
        else { throw .unreadable }
        guard claims["htm"]?.string == header.method, let address = claims["htu"]?.string, Self.plain(address) == header.address else {
            throw .wrongRequest
        }
        guard let issued = claims["iat"]?.integer, (-999_999_999_999...999_999_999_999).contains(issued),
            (now - Self.leeway...now + Self.leeway).contains(Timestamp(seconds: issued))
        else { throw .wrongTime }
        if let accessToken {
            let hash = Base64URL.encode(Array(SHA256.hash(data: Array(accessToken.utf8))))
            guard claims["ath"]?.string == hash else { throw .wrongToken }
        }
        self.thumbprint = thumbprint
        self.id = TokenHash(thumbprint + " " + id, purpose: .dpopProof)
        expiresAt = now + Self.leeway + Self.leeway
        nonce = claims["nonce"]?.string
    }

    /// Without query and fragment, which a proof leaves out.
    private static func plain(_ address: String) -> String { String(address.prefix { $0 != "?" && $0 != "#" }) }
}
