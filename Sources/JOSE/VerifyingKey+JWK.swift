internal import Core
internal import Crypto
internal import Foundation

extension VerifyingKey {
    /// The public JWK as JSON, with `kid`, `use` and, if the key supports only one algorithm, `alg`. nil for a shared secret, which is
    /// never published.
    package var publicJWK: [UInt8]? {
        guard let members = publicMembers else { return nil }
        var writer = JSONWriter()
        writer.add("kty", members.type)
        writer.add("crv", members.curve)
        writer.add("x", members.x)
        writer.add("y", members.y)
        writer.add("n", members.n)
        writer.add("e", members.e)
        writer.add("kid", kid)
        writer.add("use", "sig")
        if algorithms.count == 1 { writer.add("alg", algorithms.first?.rawValue) }
        return writer.finished()
    }

    /// The SHA-256 thumbprint, base64url (RFC 7638; RFC 8037 for OKP). nil for a shared secret.
    package var thumbprint: String? {
        guard let members = publicMembers else { return nil }
        // Only the required members, sorted by name.
        var writer = JSONWriter()
        writer.add("crv", members.curve)
        writer.add("e", members.e)
        writer.add("kty", members.type)
        writer.add("n", members.n)
        writer.add("x", members.x)
        writer.add("y", members.y)
        return Base64URL.encode(Array(SHA256.hash(data: writer.finished())))
    }

    private struct PublicMembers {
        var type: String
        var curve: String?
        var x: String?
        var y: String?
        var n: String?
        var e: String?
    }

    private var publicMembers: PublicMembers? {
        func elliptic(_ curve: String, _ point: Data) -> PublicMembers {
            let bytes = Array(point)
            let half = bytes.count / 2
            return PublicMembers(
                type: "EC", curve: curve, x: Base64URL.encode(bytes[..<half]), y: Base64URL.encode(bytes[half...]))
        }
        switch material {
        case .p256(let key): return elliptic("P-256", key.rawRepresentation)
        case .p384(let key): return elliptic("P-384", key.rawRepresentation)
        case .p521(let key): return elliptic("P-521", key.rawRepresentation)
        case .ed25519(let key): return PublicMembers(type: "OKP", curve: "Ed25519", x: Base64URL.encode(Array(key.rawRepresentation)))
        case .rsa(_, let modulus, let exponent):
            return PublicMembers(type: "RSA", n: Base64URL.encode(modulus), e: Base64URL.encode(exponent))
        case .shared: return nil
        }
    }
}
