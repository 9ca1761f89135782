package import Core
internal import Crypto
internal import Foundation
package import JOSE
internal import Web

/// The two keys of one product: the ID seals credentials to one of them, and the other signs that somebody signed in here. Both are derived
/// from the master key, so that nothing more has to be kept.
package struct ClassicKeys: Sendable {
    package let signing: SigningKey
    private let opening: Curve25519.KeyAgreement.PrivateKey
    private let product: String

    /// Any 32 bytes are a key of these kinds (RFC 7748, RFC 8032), so this throws only what the library throws.
    package init(of product: String, _ keyring: Keyring) throws {
        self.product = product
        signing = try SigningKey(.edDSA, privateBytes: keyring.derivedKey("classic sign-in assertions: " + product))
        opening = try Curve25519.KeyAgreement.PrivateKey(
            rawRepresentation: keyring.derivedKey("classic sign-in list: " + product).exposed)
    }

    /// The X25519 public key to which the list is sealed.
    package var sealingKey: [UInt8] { Array(opening.publicKey.rawRepresentation) }

    /// The public keys of assertions, as a JWK Set.
    package var assertionKeys: String { String(decoding: KeySet([signing.verifyingKey]).json, as: UTF8.self) }

    /// Opens a part of the list (RFC 9180, base mode). Throws if it was not sealed to this product.
    func open(_ ciphertext: [UInt8], encapsulatedKey: [UInt8]) throws -> [UInt8] {
        var recipient = try HPKE.Recipient(
            privateKey: opening, ciphersuite: .Curve25519_SHA256_ChachaPoly, info: Data("lanyard rollout changes".utf8),
            encapsulatedKey: Data(encapsulatedKey))
        return Array(try recipient.open(ciphertext, authenticating: Array(product.utf8)))
    }
}
