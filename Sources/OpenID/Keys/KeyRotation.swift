package import Audit
package import Core
internal import JOSE
package import SQL

/// The life of the signing keys. For each algorithm there is always one that signs and one that will sign next; both are shown to clients,
/// so that a rotation never meets a client that does not know the key yet.
package enum KeyRotation {
    /// Keys for all three are there from the start, so that a client may be registered for any at any time.
    static let algorithms: [Algorithm] = [.es256, .rs256, .edDSA]
    /// A key is shown for at least this long before it signs: clients may keep our key set for five minutes.
    static let shownBefore = Duration.minutes(10)
    /// How long an old key is still shown: the ten minutes of the last token it signed, and some for clocks that differ.
    static let shownAfter = Duration.minutes(15)

    /// Makes what is missing, on the first start all of it. Throws `SQLError`, `Keyring.Unreadable`.
    package static func prepare(_ database: any Database, keyring: Keyring, at now: Timestamp) async throws {
        let there = try await database.read { tx in try tx.signingKeys() }
        var made: [StoredKey] = []
        for algorithm in algorithms {
            let known = there.filter { $0.algorithm == algorithm && $0.shownUntil == nil }
            if !known.contains(where: { $0.signsFrom != nil }) { made.append(try new(algorithm, keyring, now, signsFrom: now)) }
            if !known.contains(where: { $0.signsFrom == nil }) { made.append(try new(algorithm, keyring, now, signsFrom: nil)) }
        }
        let missing = made
        guard !missing.isEmpty else { return }
        try await database.write { tx in
            // Another process may have been faster: then its keys stand.
            guard try tx.signingKeys().count == there.count else { return }
            for key in missing { try tx.add(key) }
            try tx.append(AuditEvent("signing-keys.created", by: .system, on: "signing-keys"), at: now)
        }
    }

    /// What a rotation did, for the command's answer.
    package struct Report: Sendable, Equatable {
        package var algorithm: String
        package var kid: String
        package var signsFrom: Timestamp
    }

    /// The next keys begin to sign (at once where they have been shown long enough), new next ones are shown, the old ones stay until
    /// their last token has expired. No request fails meanwhile. Where a rotation still waits for its moment, that one is answered and no
    /// key is added: however often somebody rotates, an algorithm has seven keys at most. Throws `SQLError`, `Keyring.Unreadable`.
    package static func rotate(
        _ database: any Database, keyring: Keyring, by actor: AuditEvent.Actor, at now: Timestamp
    ) async throws -> [Report] {
        try await prepare(database, keyring: keyring, at: now)
        let there = try await database.read { tx in try tx.signingKeys() }
        let made = try algorithms.filter { there.waiting($0, at: now) == nil }.map { try new($0, keyring, now, signsFrom: nil) }
        return try await database.write { tx in
            let keys = try tx.signingKeys()
            var (reports, changed): ([Report], [String: String]) = ([], [:])
            for algorithm in algorithms {
                if let waiting = keys.waiting(algorithm, at: now) {
                    reports.append(Report(algorithm: algorithm.rawValue, kid: waiting.kid, signsFrom: waiting.signsFrom ?? now))
                } else if let next = keys.next(algorithm), let following = made.first(where: { $0.algorithm == algorithm }) {
                    let start = max(now, next.createdAt + shownBefore)
                    try tx.run(
                        """
                        UPDATE signing_keys SET shown_until = \(start + shownAfter)
                        WHERE algorithm = \(algorithm.rawValue) AND signs_from IS NOT NULL AND shown_until IS NULL
                        """)
                    try tx.run("UPDATE signing_keys SET signs_from = \(start) WHERE kid = \(next.kid)")
                    try tx.add(following)
                    reports.append(Report(algorithm: algorithm.rawValue, kid: next.kid, signsFrom: start))
                    changed[algorithm.rawValue] = next.kid
                }
            }
            try tx.forgetRetiredKeys(at: now)
            if !changed.isEmpty {
                try tx.append(AuditEvent("signing-keys.rotated", by: actor, on: "signing-keys", details: changed), at: now)
            }
            return reports
        }
    }

    private static func new(_ algorithm: Algorithm, _ keyring: Keyring, _ now: Timestamp, signsFrom: Timestamp?) throws -> StoredKey {
        try StoredKey(SigningKey.generate(algorithm), sealedBy: keyring, at: now, signsFrom: signsFrom)
    }
}

extension [StoredKey] {
    /// The one that a rotation has chosen and that does not sign yet.
    fileprivate func waiting(_ algorithm: Algorithm, at now: Timestamp) -> StoredKey? {
        first { $0.algorithm == algorithm && $0.shownUntil == nil && $0.signsFrom.map { $0 > now } == true }
    }

    /// The one that the next rotation chooses.
    fileprivate func next(_ algorithm: Algorithm) -> StoredKey? {
        first { $0.algorithm == algorithm && $0.shownUntil == nil && $0.signsFrom == nil }
    }
}

extension Transaction {
    /// Removes keys that are shown no more; nothing they signed is good any more.
    package func forgetRetiredKeys(at now: Timestamp) throws { try run("DELETE FROM signing_keys WHERE shown_until < \(now)") }
}
