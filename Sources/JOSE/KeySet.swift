/// The trusted keys of one issuer (RFC 7517 section 5). A token names one of them by `kid`.
package struct KeySet: Sendable {
    package let keys: [VerifyingKey]

    package init(_ keys: [VerifyingKey]) { self.keys = keys }

    /// The set without the keys of that algorithm.
    package func without(_ algorithm: Algorithm) -> KeySet { KeySet(keys.filter { !$0.algorithms.contains(algorithm) }) }

    /// Reads a JWK Set. Keys that cannot be used for verification here are skipped. The whole set is refused (`TokenRefusal.key`) if two
    /// keys have the same `kid`, or if it mixes shared secrets with public keys.
    package init(jwks: JSONValue) throws(TokenRefusal) {
        guard let listed = jwks["keys"]?.array else { throw .key }
        let kids = listed.compactMap { $0["kid"]?.string }
        guard Set(kids).count == kids.count else { throw .key }
        let symmetric = listed.count { $0["kty"]?.string == "oct" }
        guard symmetric == 0 || symmetric == listed.count else { throw .key }
        keys = listed.compactMap { try? VerifyingKey(jwk: $0) }
    }

    /// The key with this `kid`. A token without `kid` is accepted only if the set has exactly one key.
    package func key(_ kid: String?) -> VerifyingKey? {
        guard let kid else { return keys.count == 1 ? keys[0] : nil }
        return keys.first { $0.kid == kid }
    }

    /// The JWK Set as JSON, without shared secrets.
    package var json: [UInt8] {
        Array("{\"keys\":[".utf8) + keys.compactMap(\.publicJWK).joined(separator: Array(",".utf8)) + Array("]}".utf8)
    }
}
