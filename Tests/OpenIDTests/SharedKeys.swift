import Core
import OpenID
import SQL
import Schema
import TestSupport

/// Signing keys that are made once for all tests, because making an RSA key takes some tenths of a second.
actor SharedKeys {
    static let shared = SharedKeys()
    private var making: Task<[[SQLValue]], any Error>?

    /// Puts the same prepared keys into each test's database.
    func install(in database: any Database, keyring: Keyring, at now: Timestamp) async throws {
        let task =
            making
            ?? Task {
                try await TestDatabase.with(.sqlite, IDSchema.migrations) { first in
                    try await KeyRotation.prepare(first, keyring: keyring, at: now)
                    return try await first.read { tx in
                        try tx.rows("SELECT kid, algorithm, private_sealed, public_jwk, created_at, signs_from FROM signing_keys").map(
                            \.values)
                    }
                }
            }
        making = task
        let rows = try await task.value
        try await database.write { tx in
            for row in rows {
                let parts = row.map { Cell(sqlValue: $0) }
                try tx.run(
                    """
                    INSERT INTO signing_keys (kid, algorithm, private_sealed, public_jwk, created_at, signs_from)
                    VALUES (\(parts[0]), \(parts[1]), \(parts[2]), \(parts[3]), \(parts[4]), \(parts[5]))
                    """)
            }
        }
    }

    private struct Cell: SQLEncodable { let sqlValue: SQLValue }
}
