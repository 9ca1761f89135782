internal import Core
internal import Crypto
internal import CryptoExtras
internal import Foundation

/// The public half of a key, or a shared secret, as swift-crypto holds it.
enum KeyMaterial: Sendable {
    case p256(P256.Signing.PublicKey)
    case p384(P384.Signing.PublicKey)
    case p521(P521.Signing.PublicKey)
    case rsa(_RSA.Signing.PublicKey, modulus: [UInt8], exponent: [UInt8])
    case ed25519(Curve25519.Signing.PublicKey)
    case shared(Secret<[UInt8]>)

    /// The algorithms that a key of this kind supports.
    var algorithms: [Algorithm] {
        switch self {
        case .p256: [.es256]
        case .p384: [.es384]
        case .p521: [.es512]
        case .rsa: [.rs256, .rs384, .rs512, .ps256, .ps384, .ps512]
        case .ed25519: [.edDSA]
        case .shared: [.hs256, .hs384, .hs512]
        }
    }

    func isValid(_ signature: [UInt8], for message: [UInt8], algorithm: Algorithm) -> Bool {
        switch (self, algorithm) {
        case (.p256(let key), .es256):
            guard let parsed = try? P256.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(parsed, for: message)
        case (.p384(let key), .es384):
            guard let parsed = try? P384.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(parsed, for: message)
        case (.p521(let key), .es512):
            guard let parsed = try? P521.Signing.ECDSASignature(rawRepresentation: signature) else { return false }
            return key.isValidSignature(parsed, for: message)
        case (.ed25519(let key), .edDSA): return key.isValidSignature(signature, for: message)
        case (.rsa(let key, _, _), _): return Self.isValid(signature, for: message, algorithm: algorithm, key: key)
        case (.shared(let secret), _): return Self.isValid(signature, for: message, algorithm: algorithm, secret: secret)
        default: return false
        }
    }

    private static func isValid(_ signature: [UInt8], for message: [UInt8], algorithm: Algorithm, key: _RSA.Signing.PublicKey) -> Bool {
        guard signature.count == (key.keySizeInBits + 7) / 8 else { return false }
        let parsed = _RSA.Signing.RSASignature(rawRepresentation: signature)
        return switch algorithm {
        case .rs256: key.isValidSignature(parsed, for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
        case .rs384: key.isValidSignature(parsed, for: SHA384.hash(data: message), padding: .insecurePKCS1v1_5)
        case .rs512: key.isValidSignature(parsed, for: SHA512.hash(data: message), padding: .insecurePKCS1v1_5)
        case .ps256: key.isValidSignature(parsed, for: SHA256.hash(data: message), padding: .PSS)
        case .ps384: key.isValidSignature(parsed, for: SHA384.hash(data: message), padding: .PSS)
        case .ps512: key.isValidSignature(parsed, for: SHA512.hash(data: message), padding: .PSS)
        default: false
        }
    }

    private static func isValid(_ code: [UInt8], for message: [UInt8], algorithm: Algorithm, secret: Secret<[UInt8]>) -> Bool {
        let key = SymmetricKey(data: secret.exposed)
        return switch algorithm {
        case .hs256: HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: message, using: key)
        case .hs384: HMAC<SHA384>.isValidAuthenticationCode(code, authenticating: message, using: key)
        case .hs512: HMAC<SHA512>.isValidAuthenticationCode(code, authenticating: message, using: key)
        default: false
        }
    }
}
