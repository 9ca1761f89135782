/// A compact JWS taken apart (RFC 7515 section 7.1): its text is read strictly, nothing of it is believed yet.
package struct SignedToken: Sendable {
    package let algorithm: Algorithm
    package let type: String?
    package let kid: String?
    /// Exactly as in the token; trust it only from `payload(verifiedWith:algorithms:)`.
    let payload: [UInt8]
    let signature: [UInt8]
    let signedText: [UInt8]

    /// Tokens longer than this are refused unread.
    package static let longest = 16384

    /// Throws `.malformed`, `.algorithm` (missing, unknown, `none`), `.critical`.
    package init(_ text: String) throws(TokenRefusal) {
        guard text.utf8.count <= Self.longest else { throw .malformed }
        let bytes = Array(text.utf8)
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, let header = EncodedBytes.decode(parts[0]), let payload = EncodedBytes.decode(parts[1]),
            let signature = EncodedBytes.decode(parts[2])
        else { throw .malformed }
        guard let members = (try? JSONValue(parsing: header))?.object else { throw .malformed }
        guard members["crit"] == nil, members["b64"] == nil else { throw .critical }
        guard let algorithm = members["alg"]?.string.flatMap(Algorithm.init(rawValue:)) else { throw .algorithm }
        for name in ["typ", "kid"] {
            if let member = members[name], member.string == nil { throw .malformed }
        }
        (self.algorithm, type, kid) = (algorithm, members["typ"]?.string, members["kid"]?.string)
        (self.payload, self.signature) = (payload, signature)
        signedText = Array(bytes[..<parts[1].endIndex])
    }

    /// The payload once a trusted key's signature stands. `algorithms` is what this use allows at all.
    package func payload(verifiedWith keys: KeySet, algorithms: Set<Algorithm>) throws(TokenRefusal) -> [UInt8] {
        guard algorithms.contains(algorithm) else { throw .algorithm }
        guard let key = keys.key(kid) else { throw .unknownKey }
        guard key.algorithms.contains(algorithm) else { throw .algorithm }
        guard key.isValid(signature, for: signedText, algorithm: algorithm) else { throw .signature }
        return payload
    }
}
