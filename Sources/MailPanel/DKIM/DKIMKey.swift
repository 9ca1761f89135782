internal import Core
internal import Crypto
internal import CryptoExtras
internal import Foundation
internal import SQL

/// A key by which mail of a domain is signed (RFC 6376): RSA of 2048 bits, made here. The public half is published at
/// `SELECTOR._domainkey.DOMAIN`.
struct DKIMKey: Sendable, Equatable {
    let domain: SendingDomainID
    let selector: String
    /// The private key in PEM, sealed.
    let sealedPrivateKey: [UInt8]
    /// SubjectPublicKeyInfo in Base64, as the record has it.
    let publicKey: String
    let madeAt: Timestamp
    /// Since when its record is there, so that mail may be signed by it; nil for a key whose record was never seen.
    var inUseAt: Timestamp?

    private static func purpose(_ domain: SendingDomainID) -> String { "dkim key of \(domain.text)" }
    /// So long the record of a key is looked after once a newer one is in use: mail on its way was signed by it.
    static let kept = Duration.days(7)

    /// Throws what the crypto library throws. It takes a tenth of a second.
    static func make(for domain: SendingDomainID, sealedBy keyring: Keyring, at now: Timestamp) throws -> DKIMKey {
        let key = try _RSA.Signing.PrivateKey(keySize: .bits2048)
        let sealed = try keyring.seal(Array(key.pemRepresentation.utf8), purpose: purpose(domain))
        return DKIMKey(
            domain: domain, selector: "ly" + SystemRandom().bytes(4).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(),
            sealedPrivateKey: sealed,
            publicKey: key.publicKey.derRepresentation.base64EncodedString(), madeAt: now)
    }

    /// The record's text.
    var record: String { "v=DKIM1; k=rsa; p=" + publicKey }

    func name(in domain: String) -> String { "\(selector)._domainkey.\(domain)" }

    /// The private key in PEM (PKCS #8 or #1). Throws if it was sealed by a key that is not there.
    func privateKey(_ keyring: Keyring) throws -> Secret<String> {
        Secret(String(decoding: try keyring.open(sealedPrivateKey, purpose: Self.purpose(domain)), as: UTF8.self))
    }
}
