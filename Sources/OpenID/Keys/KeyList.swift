package import Core
internal import JOSE
package import SQL

/// A signing key, as listed for the operator.
package struct ListedKey: Sendable, Equatable {
    package let algorithm: String
    package let kid: String
    package let state: State
    package let signsFrom: Timestamp?
    package let shownUntil: Timestamp?

    package enum State: String, Sendable {
        /// Published to clients; will sign later.
        case next
        case signing
        /// Published until the last token it signed has expired.
        case old
    }
}

extension KeyRotation {
    /// All stored keys, oldest first. Throws `SQLError`.
    package static func keys(_ database: any Database, at now: Timestamp) async throws -> [ListedKey] {
        let keys = try await database.read { try $0.signingKeys() }
        return keys.map { key in
            let others = keys.filter { $0.algorithm == key.algorithm }.compactMap(\.signsFrom).filter { $0 <= now }
            let state: ListedKey.State =
                if let start = key.signsFrom, start <= now { others.contains { $0 > start } ? .old : .signing } else { .next }
            return ListedKey(
                algorithm: key.algorithm.rawValue, kid: key.kid, state: state, signsFrom: key.signsFrom, shownUntil: key.shownUntil)
        }
    }
}
