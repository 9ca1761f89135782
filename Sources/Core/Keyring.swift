internal import Crypto

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The master keys, by version; what is sealed says which version sealed it, so that a new key can come while old values stay readable.
package struct Keyring: Sendable {
    private let keys: [UInt8: Secret<[UInt8]>]
    private let current: UInt8

    /// Each key is 32 bytes; the highest version seals. nil without a key, or with one of another length.
    package init?(keys: [UInt8: [UInt8]]) {
        guard let current = keys.keys.max(), keys.values.allSatisfy({ $0.count == 32 }) else { return nil }
        self.keys = keys.mapValues(Secret.init)
        self.current = current
    }

    package struct Unreadable: Error, Sendable {}

    /// AES-256-GCM: one byte of version, 12 of nonce, the ciphertext, 16 of tag. `purpose` is bound to it and must be the same at opening.
    package func seal(_ plain: [UInt8], purpose: String) throws -> [UInt8] {
        let box = try AES.GCM.seal(plain, using: key(current), authenticating: Array(purpose.utf8))
        guard let combined = box.combined else { throw Unreadable() }
        return [current] + combined
    }

    /// Throws `Unreadable` for another purpose, an unknown key, or a changed byte.
    package func open(_ sealed: [UInt8], purpose: String) throws -> [UInt8] {
        guard let version = sealed.first, keys[version] != nil, sealed.count >= 29 else { throw Unreadable() }
        do {
            let box = try AES.GCM.SealedBox(combined: Array(sealed.dropFirst()))
            return Array(try AES.GCM.open(box, using: key(version), authenticating: Array(purpose.utf8)))
        } catch { throw Unreadable() }
    }

    /// Whether this is sealed by one of these keys.
    package func opens(_ value: SealedValue) -> Bool { (try? open(value.bytes, purpose: value.purpose)) != nil }

    /// A key derived for one use (HKDF-SHA-256), for what must come out the same again: successors of refresh tokens, CSRF tokens.
    package func derivedKey(_ purpose: String, length: Int = 32) -> Secret<[UInt8]> {
        let material = HKDF<SHA256>.deriveKey(inputKeyMaterial: key(current), info: Array(purpose.utf8), outputByteCount: length)
        return Secret(material.withUnsafeBytes { Array($0) })
    }

    private func key(_ version: UInt8) -> SymmetricKey { SymmetricKey(data: keys[version]?.exposed ?? []) }
}

/// What `Keyring.seal` answered, with the purpose that opens it.
package struct SealedValue: Sendable {
    package let bytes: [UInt8]
    package let purpose: String
    package init(_ bytes: [UInt8], purpose: String) { (self.bytes, self.purpose) = (bytes, purpose) }
}
