internal import Crypto
internal import CryptoExtras
internal import Foundation

/// The public key of a credential, read from its COSE_Key (RFC 9052 section 7, RFC 9053).
package struct PublicKey: Sendable {
    private enum Material: Sendable {
        case p256(P256.Signing.PublicKey)
        case p384(P384.Signing.PublicKey)
        case p521(P521.Signing.PublicKey)
        case ed25519(Curve25519.Signing.PublicKey)
        case rsa(_RSA.Signing.PublicKey)
    }
    package let algorithm: Algorithm
    private let material: Material

    /// The algorithms that are offered, the preferred one first, by their numbers in COSE's registry.
    package enum Algorithm: Int, Sendable, CaseIterable {
        case es256 = -7
        case eddsa = -8
        case es384 = -35
        case es512 = -36
        case rs256 = -257
    }

    /// Throws for a key of another algorithm, one that contradicts itself, and one that is none.
    package init(cose: [UInt8]) throws(WebAuthnRefusal) {
        let key = try CBOR(cose)
        guard let type = key[1]?.integer, let number = key[3]?.integer else { throw .key }
        guard let algorithm = Algorithm(rawValue: number) else { throw .algorithm(number) }
        self.algorithm = algorithm
        let curve = key[-1]?.integer
        let material: Material? =
            switch (algorithm, type, curve) {
            case (.es256, 2, 1): (try? P256.Signing.PublicKey(rawRepresentation: try Self.point(key, 32))).map { .p256($0) }
            case (.es384, 2, 2): (try? P384.Signing.PublicKey(rawRepresentation: try Self.point(key, 48))).map { .p384($0) }
            case (.es512, 2, 3): (try? P521.Signing.PublicKey(rawRepresentation: try Self.point(key, 66))).map { .p521($0) }
            case (.eddsa, 1, 6):
                key[-2]?.bytes.flatMap { try? Curve25519.Signing.PublicKey(rawRepresentation: $0) }.map { .ed25519($0) }
            // Ed448 has the same number as Ed25519; it is not offered.
            case (.eddsa, 1, _): throw .algorithm(number)
            case (.rs256, 3, _): try Self.rsa(key).map { .rsa($0) }
            default: nil
            }
        guard let material else { throw .key }
        self.material = material
    }

    private static func point(_ key: CBOR, _ length: Int) throws(WebAuthnRefusal) -> [UInt8] {
        guard let x = key[-2]?.bytes, let y = key[-3]?.bytes, x.count == length, y.count == length else { throw .key }
        return x + y
    }

    private static func rsa(_ key: CBOR) throws(WebAuthnRefusal) -> _RSA.Signing.PublicKey? {
        guard let modulus = key[-1]?.bytes, let exponent = key[-2]?.bytes else { throw .key }
        let value = exponent.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        guard let first = modulus.first, modulus.count * 8 - first.leadingZeroBitCount >= 2048, modulus.count <= 1024,
            exponent.count <= 4, value >= 3, value % 2 == 1
        else { throw .key }
        return try? _RSA.Signing.PublicKey(n: modulus, e: exponent)
    }

    /// Whether this key made the signature over exactly these bytes (section 6.5.5: ECDSA signatures in DER).
    func isValid(_ signature: [UInt8], for message: [UInt8]) -> Bool {
        switch material {
        case .p256(let key):
            (try? P256.Signing.ECDSASignature(derRepresentation: signature)).map { key.isValidSignature($0, for: Data(message)) } ?? false
        case .p384(let key):
            (try? P384.Signing.ECDSASignature(derRepresentation: signature)).map { key.isValidSignature($0, for: Data(message)) } ?? false
        case .p521(let key):
            (try? P521.Signing.ECDSASignature(derRepresentation: signature)).map { key.isValidSignature($0, for: Data(message)) } ?? false
        case .ed25519(let key): key.isValidSignature(signature, for: Data(message))
        case .rsa(let key):
            key.isValidSignature(
                _RSA.Signing.RSASignature(rawRepresentation: Data(signature)), for: Data(message), padding: .insecurePKCS1v1_5)
        }
    }
}
