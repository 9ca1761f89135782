internal import Crypto

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// The master keys, by version. A sealed value contains the version of its key, so that old values stay readable after a new key is
/// added.
package struct Keyring: Sendable {
    private let keys: [UInt8: Secret<[UInt8]>]
    private let current: UInt8

    /// Each key must be 32 bytes; `seal` uses the highest version. nil if there is no key, or if a key has another length.
    package init?(keys: [UInt8: [UInt8]]) {
        guard let current = keys.keys.max(), keys.values.allSatisfy({ $0.count == 32 }) else { return nil }
        self.keys = keys.mapValues(Secret.init)
        self.current = current
    }

    package struct Unreadable: Error, Sendable {}

    /// Encrypts with AES-256-GCM. The result is one byte of version, 12 of nonce, the ciphertext, 16 of tag. `purpose` is authenticated
    /// with it: `open` needs the same one.
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

    /// Whether one of these keys opens the value.
    package func opens(_ value: SealedValue) -> Bool { (try? open(value.bytes, purpose: value.purpose)) != nil }

    /// A key derived for one purpose (HKDF-SHA-256), for values that must be computed again with the same result: successors of refresh
    /// tokens, CSRF tokens. `length` is in bytes.
    package func derivedKey(_ purpose: String, length: Int = 32) -> Secret<[UInt8]> { derivedKey(purpose, length, from: current) }

    /// The same from every key, the newest first, for what must still be recognised after a new key was added.
    package func derivedKeys(_ purpose: String) -> [Secret<[UInt8]>] { keys.keys.sorted(by: >).map { derivedKey(purpose, 32, from: $0) } }

    private func derivedKey(_ purpose: String, _ length: Int, from version: UInt8) -> Secret<[UInt8]> {
        let material = HKDF<SHA256>.deriveKey(inputKeyMaterial: key(version), info: Array(purpose.utf8), outputByteCount: length)
        return Secret(material.withUnsafeBytes { Array($0) })
    }

    private func key(_ version: UInt8) -> SymmetricKey { SymmetricKey(data: keys[version]?.exposed ?? []) }
}

/// The result of `Keyring.seal`, with the purpose that opens it.
package struct SealedValue: Sendable {
    package let bytes: [UInt8]
    package let purpose: String
    package init(_ bytes: [UInt8], purpose: String) {
        self.bytes = bytes
        self.purpose = purpose
    }
}
