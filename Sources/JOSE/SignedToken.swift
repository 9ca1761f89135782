/// A parsed compact JWS (RFC 7515 section 7.1). Parsing is strict; nothing is verified yet.
package struct SignedToken: Sendable {
    package let algorithm: Algorithm
    package let type: String?
    package let kid: String?
    /// The public key in the header (RFC 7515 section 4.1.3), as a DPoP proof has it; nil for none, or for one that is no public key. No token
    /// is trusted by it.
    package let headerKey: VerifyingKey?
    /// Not verified. Use `payload(verifiedWith:algorithms:)` to get a payload that can be trusted.
    let payload: [UInt8]
    let signature: [UInt8]
    let signedText: [UInt8]

    /// In bytes. Longer tokens are refused without parsing.
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
        self.algorithm = algorithm
        type = members["typ"]?.string
        kid = members["kid"]?.string
        headerKey = members["jwk"].flatMap { $0["d"] == nil && $0["kty"]?.string != "oct" ? try? VerifyingKey(jwk: $0) : nil }
        self.payload = payload
        self.signature = signature
        signedText = Array(bytes[..<parts[1].endIndex])
    }

    /// The payload, if the signature is by one of the trusted keys. `algorithms` is what this use allows. Throws `.algorithm`,
    /// `.unknownKey`, `.signature`.
    package func payload(verifiedWith keys: KeySet, algorithms: Set<Algorithm>) throws(TokenRefusal) -> [UInt8] {
        guard let key = keys.key(kid) else { throw .unknownKey }
        return try payload(verifiedWith: key, algorithms: algorithms)
    }

    /// The same with that key, whatever the header calls it: a DPoP proof brings its own. Throws `.algorithm`, `.signature`.
    package func payload(verifiedWith key: VerifyingKey, algorithms: Set<Algorithm>) throws(TokenRefusal) -> [UInt8] {
        guard algorithms.contains(algorithm) else { throw .algorithm }
        guard key.algorithms.contains(algorithm) else { throw .algorithm }
        guard key.isValid(signature, for: signedText, algorithm: algorithm) else { throw .signature }
        return payload
    }
}
