package import Audit
package import Core
internal import JOSE
package import SQL

/// The rotation of the signing keys. For each algorithm, one key signs and another one will sign next. Both are published to clients, so
/// that every client knows a key before it signs.
package enum KeyRotation {
    /// Keys for all three exist from the start, so that a client can be registered for any of them at any time.
    static let algorithms: [Algorithm] = [.es256, .rs256, .edDSA]
    /// A key is published for at least this long before it signs, because clients may cache our key set for five minutes.
    static let shownBefore = Duration.minutes(10)
    /// How long an old key stays published: the ten minutes of the last token it signed, plus a margin for clocks that differ.
    static let shownAfter = Duration.minutes(15)

    /// How long a key that signs no more verifies hints. A session lives thirty days at most.
    static let rememberedForHints = Duration.days(31)

    /// Creates the missing keys; on the first start, all of them. Throws `SQLError`, `Keyring.Unreadable`.
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
            // Another process may have created the keys first; then its keys are used.
            guard try tx.signingKeys().count == there.count else { return }
            for key in missing { try tx.add(key) }
            try tx.append(AuditEvent(.signingKeysCreated, by: .system, on: "signing-keys"), at: now)
        }
    }

    /// The result of a rotation for one algorithm, for the output of the command.
    package struct Report: Sendable, Equatable {
        package var algorithm: String
        package var kid: String
        package var signsFrom: Timestamp
    }

    /// Rotates the keys. The next keys start to sign (at once if they have been published long enough), new next keys are published, and
    /// the old keys stay until their last token has expired. No request fails meanwhile. If an earlier rotation has not taken effect yet,
    /// this returns that rotation and adds no key: however often somebody rotates, an algorithm has at most seven keys. Throws `SQLError`,
    /// `Keyring.Unreadable`.
    package static func rotate(
        _ database: any Database, keyring: Keyring, by actor: AuditEvent.Actor, at now: Timestamp
    ) async throws -> [Report] {
        try await prepare(database, keyring: keyring, at: now)
        let there = try await database.read { tx in try tx.signingKeys() }
        let made = try algorithms.filter { there.waiting($0, at: now) == nil }.map { try new($0, keyring, now, signsFrom: nil) }
        return try await database.write { tx in
            let keys = try tx.signingKeys()
            var reports: [Report] = []
            var changed: [String: String] = [:]
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
                try tx.append(AuditEvent(.signingKeysRotated, by: actor, on: "signing-keys", details: changed), at: now)
            }
            return reports
        }
    }

    /// Rotates if a key has signed for that long. Returns whether it did; of several servers one does. Throws what `rotate` throws.
    package static func rotateWhenDue(
        after age: Duration, _ database: any Database, keyring: Keyring, at now: Timestamp
    ) async throws -> Bool {
        let keys = try await database.read { tx in try tx.signingKeys() }
        let signing = keys.filter { $0.shownUntil == nil }.compactMap(\.signsFrom)
        guard let oldest = signing.min(), oldest + age <= now else { return false }
        return try await !rotate(database, keyring: keyring, by: .system, at: now).isEmpty
    }

    /// Rotates away from keys that somebody else may hold. The next keys lay beside the signing ones, so they are thrown away with them: new
    /// ones are published, sign after `shownBefore`, and what the old ones signed is refused after `shownAfter` more. Cost: six new keys.
    /// Throws `SQLError`, `Keyring.Unreadable`.
    package static func replace(
        _ database: any Database, keyring: Keyring, by actor: AuditEvent.Actor, at now: Timestamp
    ) async throws -> [Report] {
        let start = now + shownBefore
        let made = try algorithms.map { (try new($0, keyring, now, signsFrom: start), try new($0, keyring, now, signsFrom: nil)) }
        return try await database.write { tx in
            // None of these has signed yet.
            try tx.run("DELETE FROM signing_keys WHERE signs_from IS NULL OR signs_from > \(now)")
            // Of several old keys of an algorithm the latest signs until the new one does.
            try tx.run(
                """
                UPDATE signing_keys SET shown_until = \(start + shownAfter) WHERE shown_until IS NULL OR signs_from =
                    (SELECT MAX(k.signs_from) FROM signing_keys k WHERE k.algorithm = signing_keys.algorithm)
                """)
            for (signing, next) in made {
                try tx.add(signing)
                try tx.add(next)
            }
            try tx.forgetRetiredKeys(at: now)
            let reports = made.map { Report(algorithm: $0.0.algorithm.rawValue, kid: $0.0.kid, signsFrom: start) }
            let changed = Dictionary(reports.map { ($0.algorithm, $0.kid) }) { first, _ in first }
            try tx.append(
                AuditEvent(
                    .signingKeysRotated, by: actor, on: "signing-keys", details: changed.merging(["leaked": "yes"]) { one, _ in one }),
                at: now)
            return reports
        }
    }

    private static func new(_ algorithm: Algorithm, _ keyring: Keyring, _ now: Timestamp, signsFrom: Timestamp?) throws -> StoredKey {
        try StoredKey(SigningKey.generate(algorithm), sealedBy: keyring, at: now, signsFrom: signsFrom)
    }
}

extension [StoredKey] {
    /// The key that a rotation has chosen and that does not sign yet.
    fileprivate func waiting(_ algorithm: Algorithm, at now: Timestamp) -> StoredKey? {
        first { $0.algorithm == algorithm && $0.shownUntil == nil && $0.signsFrom.map { $0 > now } == true }
    }

    /// The key that the next rotation will choose.
    fileprivate func next(_ algorithm: Algorithm) -> StoredKey? {
        first { $0.algorithm == algorithm && $0.shownUntil == nil && $0.signsFrom == nil }
    }
}

extension Transaction {
    /// Deletes keys that are no longer published; every token they signed has expired. Their public parts stay for as long as a session can
    /// live, because clients send ID tokens as hints.
    package func forgetRetiredKeys(at now: Timestamp) throws {
        try run(
            """
            INSERT INTO retired_keys (kid, public_jwk, retired_at)
            SELECT kid, public_jwk, shown_until FROM signing_keys WHERE shown_until < \(now) ON CONFLICT (kid) DO NOTHING
            """)
        try run("DELETE FROM signing_keys WHERE shown_until < \(now)")
        try run("DELETE FROM retired_keys WHERE retired_at < \(now - KeyRotation.rememberedForHints)")
    }

    /// The public parts of keys that may have signed a hint and are published no more.
    func retiredKeys() throws -> [VerifyingKey] {
        try rows("SELECT public_jwk FROM retired_keys ORDER BY retired_at DESC LIMIT 1000").compactMap { row in
            let jwk: String = try row["public_jwk"]
            return try? VerifyingKey(jwk: JSONValue(parsing: Array(jwk.utf8)))
        }
    }
}
