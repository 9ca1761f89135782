internal import Core
internal import Crypto
internal import CryptoExtras
internal import Foundation

/// A key that verifies signatures (RFC 7517). The key defines its algorithms: a token's header only chooses one of them.
package struct VerifyingKey: Sendable {
    package let kid: String?
    package let algorithms: Set<Algorithm>
    let material: KeyMaterial

    init(kid: String?, material: KeyMaterial, only algorithm: Algorithm? = nil) {
        self.kid = kid
        self.material = material
        algorithms = algorithm.map { [$0] } ?? Set(material.algorithms)
    }

    /// Whether this key made the signature over exactly these bytes. ECDSA signatures are r and s of fixed length
    /// (RFC 7518 section 3.4).
    package func isValid(_ signature: [UInt8], for message: [UInt8], algorithm: Algorithm) -> Bool {
        algorithms.contains(algorithm) && material.isValid(signature, for: message, algorithm: algorithm)
    }

    /// Reads a JWK for verifying signatures. Private members are ignored. Throws `TokenRefusal.key` for `use` or `key_ops` that do not
    /// allow verifying, an `alg` that contradicts the key, a point that is not on the curve, RSA under 2048 bits, a weak modulus or
    /// exponent, and a shared secret shorter than its hash.
    package init(jwk: JSONValue) throws(TokenRefusal) {
        guard let members = jwk.object, let type = members["kty"]?.string else { throw .key }
        if let use = members["use"], use.string != "sig" { throw .key }
        if let operations = members["key_ops"], operations.strings?.contains("verify") != true { throw .key }
        let read = try Self.material(type: type, members: members)
        var only: Algorithm?
        if let named = members["alg"] {
            guard let algorithm = named.string.flatMap(Algorithm.init(rawValue:)), read.algorithms.contains(algorithm) else { throw .key }
            only = algorithm
        }
        if case .shared(let secret) = read {
            let needed = only == .hs512 ? 64 : only == .hs384 ? 48 : 32
            guard secret.exposed.count >= needed else { throw .key }
        }
        if let kid = members["kid"], kid.string == nil { throw .key }
        self.init(kid: members["kid"]?.string, material: read, only: only)
    }

    private static func material(type: String, members: [String: JSONValue]) throws(TokenRefusal) -> KeyMaterial {
        func bytes(_ name: String) throws(TokenRefusal) -> [UInt8] {
            guard let text = members[name]?.string, let bytes = Base64URL.decode(text), !bytes.isEmpty else { throw .key }
            return bytes
        }
        func point(_ length: Int) throws(TokenRefusal) -> [UInt8] {
            let x = try bytes("x")
            let y = try bytes("y")
            guard x.count == length, y.count == length else { throw .key }
            return x + y
        }
        switch (type, members["crv"]?.string) {
        case ("EC", "P-256"):
            guard let key = try? P256.Signing.PublicKey(rawRepresentation: try point(32)) else { throw .key }
            return .p256(key)
        case ("EC", "P-384"):
            guard let key = try? P384.Signing.PublicKey(rawRepresentation: try point(48)) else { throw .key }
            return .p384(key)
        case ("EC", "P-521"):
            guard let key = try? P521.Signing.PublicKey(rawRepresentation: try point(66)) else { throw .key }
            return .p521(key)
        case ("OKP", "Ed25519"):
            guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: try bytes("x")) else { throw .key }
            return .ed25519(key)
        case ("RSA", nil): return try rsa(modulus: try bytes("n"), exponent: try bytes("e"))
        case ("oct", nil): return .shared(Secret(try bytes("k")))
        default: throw .key
        }
    }

    private static func rsa(modulus written: [UInt8], exponent: [UInt8]) throws(TokenRefusal) -> KeyMaterial {
        let modulus = Array(written.drop { $0 == 0 })
        let value = exponent.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let first = modulus.first, modulus.count * 8 - first.leadingZeroBitCount >= 2048, modulus.count <= 1024,
            exponent.count <= 4, value >= 3, value % 2 == 1, !WeakModulus.isWeak(modulus),
            let key = try? _RSA.Signing.PublicKey(n: modulus, e: exponent)
        else { throw .key }
        return .rsa(key, modulus: modulus, exponent: exponent)
    }
}
