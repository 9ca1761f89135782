package import Core
internal import Crypto
internal import CryptoExtras
internal import Foundation

/// A private key that signs tokens: ES256, RS256 or EdDSA. Its `kid` is the thumbprint of its public half.
package struct SigningKey: Sendable {
    package let kid: String
    package let algorithm: Algorithm
    package let verifyingKey: VerifyingKey
    private let secret: Material
    // The header in base64url and the dot after it, computed once for each `typ` that we issue.
    private let prefixes: [TokenType: [UInt8]]

    /// The `typ` of the tokens we sign.
    package enum TokenType: String, Sendable, CaseIterable {
        case accessToken = "at+jwt"
        case idToken = "JWT"
        case logoutToken = "logout+jwt"
        /// RFC 8417 section 2.3.
        case securityEvent = "secevent+jwt"
        /// The signature over the audit log; no token, so that nothing takes it for one.
        case auditHead = "lanyard-audit-head"
    }

    private enum Material: Sendable {
        case p256(P256.Signing.PrivateKey)
        case rsa(_RSA.Signing.PrivateKey)
        case ed25519(Curve25519.Signing.PrivateKey)
    }

    /// A new key. RSA (2048 bits) takes some tenths of a second: do not call it while handling a request. Throws `TokenRefusal.key` for
    /// other algorithms.
    package static func generate(_ algorithm: Algorithm) throws(TokenRefusal) -> SigningKey {
        switch algorithm {
        case .es256: return try SigningKey(.p256(P256.Signing.PrivateKey()), algorithm)
        case .edDSA: return try SigningKey(.ed25519(Curve25519.Signing.PrivateKey()), algorithm)
        case .rs256:
            guard let key = try? _RSA.Signing.PrivateKey(keySize: .bits2048) else { throw .key }
            return try SigningKey(.rsa(key), algorithm)
        default: throw .key
        }
    }

    /// Restores a key from its `privateBytes`. Throws `TokenRefusal.key`.
    package init(_ algorithm: Algorithm, privateBytes: Secret<[UInt8]>) throws(TokenRefusal) {
        do {
            switch algorithm {
            case .es256: try self.init(.p256(P256.Signing.PrivateKey(rawRepresentation: privateBytes.exposed)), algorithm)
            case .edDSA: try self.init(.ed25519(Curve25519.Signing.PrivateKey(rawRepresentation: privateBytes.exposed)), algorithm)
            case .rs256: try self.init(.rsa(_RSA.Signing.PrivateKey(derRepresentation: privateBytes.exposed)), algorithm)
            default: throw TokenRefusal.key
            }
        } catch { throw .key }
    }

    private init(_ secret: Material, _ algorithm: Algorithm) throws(TokenRefusal) {
        let unnamed = VerifyingKey(kid: nil, material: try Self.publicHalf(of: secret), only: algorithm)
        guard let kid = unnamed.thumbprint else { throw .key }
        self.secret = secret
        self.algorithm = algorithm
        self.kid = kid
        verifyingKey = VerifyingKey(kid: kid, material: unnamed.material, only: algorithm)
        var prefixes: [TokenType: [UInt8]] = [:]
        for type in TokenType.allCases {
            var header = JSONWriter()
            header.add("alg", algorithm.rawValue)
            header.add("typ", type.rawValue)
            header.add("kid", kid)
            var prefix: [UInt8] = []
            EncodedBytes.append(header.finished(), to: &prefix)
            prefixes[type] = prefix + [UInt8(ascii: ".")]
        }
        self.prefixes = prefixes
    }

    private static func publicHalf(of secret: Material) throws(TokenRefusal) -> KeyMaterial {
        switch secret {
        case .p256(let key): return .p256(key.publicKey)
        case .ed25519(let key): return .ed25519(key.publicKey)
        case .rsa(let key):
            guard let numbers = try? key.publicKey.getKeyPrimitives() else { throw .key }
            return .rsa(
                key.publicKey, modulus: Array(numbers.modulus.drop { $0 == 0 }),
                exponent: Array(numbers.publicExponent.drop { $0 == 0 }))
        }
    }

    /// The private key, which must be sealed at once: raw for EC and OKP, PKCS #1 DER for RSA.
    package var privateBytes: Secret<[UInt8]> {
        switch secret {
        case .p256(let key): Secret(Array(key.rawRepresentation))
        case .ed25519(let key): Secret(Array(key.rawRepresentation))
        case .rsa(let key): Secret(Array(key.derRepresentation))
        }
    }

    /// The compact JWS of a JSON payload. Throws `TokenRefusal.signature` if the library refuses to sign.
    package func sign(_ payload: [UInt8], as type: TokenType) throws(TokenRefusal) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(payload.count * 4 / 3 + 512)
        text.append(contentsOf: prefixes[type] ?? [])
        EncodedBytes.append(payload, to: &text)
        let signature = try signature(of: text)
        text.append(UInt8(ascii: "."))
        EncodedBytes.append(signature, to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// The signature over exactly these bytes.
    package func signature(of text: [UInt8]) throws(TokenRefusal) -> [UInt8] {
        do {
            switch secret {
            case .p256(let key): return Array(try key.signature(for: text).rawRepresentation)
            case .ed25519(let key): return Array(try key.signature(for: text))
            case .rsa(let key):
                return Array(try key.signature(for: SHA256.hash(data: text), padding: .insecurePKCS1v1_5).rawRepresentation)
            }
        } catch { throw .signature }
    }
}
