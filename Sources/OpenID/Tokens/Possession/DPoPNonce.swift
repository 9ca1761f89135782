internal import Core
internal import Crypto

/// What this server gives clients to put into their proofs, so that none is made ahead of time (RFC 9449 section 8). It is the same for
/// everybody, changes every five minutes, and is good for five minutes more; nothing of it is stored.
struct DPoPNonce: Sendable {
    private static let slot: Int64 = 300
    private let keyring: Keyring

    init(_ keyring: Keyring) { self.keyring = keyring }

    func current(at now: Timestamp) -> String { value(of: now.seconds / Self.slot, current) }

    func isGood(_ nonce: String, at now: Timestamp) -> Bool {
        let slot = now.seconds / Self.slot
        return keyring.derivedKeys(Self.purpose).contains { key in
            [slot, slot - 1].contains { constantTimeEqual(Array(value(of: $0, key).utf8), Array(nonce.utf8)) }
        }
    }

    private static let purpose = "dpop nonce"
    private var current: Secret<[UInt8]> { keyring.derivedKey(Self.purpose) }

    private func value(of slot: Int64, _ key: Secret<[UInt8]>) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Array(String(slot).utf8), using: SymmetricKey(data: key.exposed))
        return Base64URL.encode(Array(code.prefix(16)))
    }
}
