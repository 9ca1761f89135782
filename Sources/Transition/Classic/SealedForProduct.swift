internal import Access
internal import Crypto
internal import Foundation

/// Bytes that only a product's own key opens (RFC 9180: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, ChaCha20Poly1305, base mode).
package struct SealedForProduct: Sendable {
    package let encapsulatedKey: [UInt8]
    package let ciphertext: [UInt8]

    private static let info = "lanyard rollout changes"

    /// `product` is authenticated with it.
    package init(_ plain: [UInt8], to product: ClassicProduct) throws {
        let key = try Curve25519.KeyAgreement.PublicKey(rawRepresentation: product.sealingKey)
        var sender = try HPKE.Sender(
            recipientKey: key, ciphersuite: .Curve25519_SHA256_ChachaPoly, info: Data(Self.info.utf8))
        ciphertext = Array(try sender.seal(plain, authenticating: Array(product.product.rawValue.utf8)))
        encapsulatedKey = Array(sender.encapsulatedKey)
    }
}
