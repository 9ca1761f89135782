package import Core
package import JOSE
package import SQL
private import Synchronization

/// Caches the signing keys in memory. They are read again after the data has changed, and each key is decrypted only once.
package final class KeyStore: Sendable {
    private let database: any Database
    private let keyring: Keyring
    private let state = Mutex(State())

    private struct State {
        var version: Int64?
        var entries: [Entry] = []
    }

    private struct Entry {
        var key: SigningKey
        var signsFrom: Timestamp?
        var shownUntil: Timestamp?
    }

    package init(_ database: any Database, keyring: Keyring) {
        self.database = database
        self.keyring = keyring
    }

    /// The key that signs now; the first of all for a clock that was set back to before it. Throws `SQLError`, `Keyring.Unreadable`,
    /// `TokenRefusal.unknownKey` if the keys were never created.
    package func signingKey(_ algorithm: Algorithm, at now: Timestamp) async throws -> SigningKey {
        let entries = try await current()
        let begun = entries.filter { $0.key.algorithm == algorithm }.compactMap { entry in
            entry.signsFrom.map { (start: $0, key: entry.key) }
        }
        let ready = begun.filter { $0.start <= now }.max { $0.start < $1.start }
        guard let chosen = ready ?? begun.min(by: { $0.start < $1.start }) else { throw TokenRefusal.unknownKey }
        return chosen.key
    }

    /// The public keys, for clients and for checking tokens: next, signing and old keys.
    package func keySet(at now: Timestamp) async throws -> KeySet {
        let entries = try await current()
        return KeySet(entries.filter { $0.shownUntil.map { now < $0 } ?? true }.map(\.key.verifyingKey))
    }

    /// The keys that may have signed a hint: also those that are published no more.
    func hintKeys() async throws -> KeySet {
        let retired = try await database.read { try $0.retiredKeys() }
        return KeySet(try await current().map(\.key.verifyingKey) + retired)
    }

    /// Whether tokens signed with that key are still accepted.
    func shows(_ kid: String, at now: Timestamp) async throws -> Bool {
        try await current().contains { $0.key.kid == kid && ($0.shownUntil.map { now < $0 } ?? true) }
    }

    private func current() async throws -> [Entry] {
        let version = try await database.dataVersion()
        if let entries = state.withLock({ $0.version == version ? $0.entries : nil }) { return entries }
        let stored = try await database.read { tx in try tx.signingKeys() }
        let opened = state.withLock { state in Dictionary(state.entries.map { ($0.key.kid, $0.key) }, uniquingKeysWith: { $1 }) }
        let entries = try stored.map { stored in
            Entry(key: try opened[stored.kid] ?? stored.opened(by: keyring), signsFrom: stored.signsFrom, shownUntil: stored.shownUntil)
        }
        state.withLock { $0 = State(version: version, entries: entries) }
        return entries
    }
}
