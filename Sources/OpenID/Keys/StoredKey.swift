package import Core
internal import JOSE
package import SQL

/// A signing key in the database. At first it is only published, as the next key (`signsFrom` is nil). It signs from `signsFrom` on. After
/// that it is only published, until the last token it signed has expired.
struct StoredKey: Sendable {
    var kid: String
    var algorithm: Algorithm
    var privateSealed: [UInt8]
    var publicJWK: String
    var createdAt: Timestamp
    var signsFrom: Timestamp?
    var shownUntil: Timestamp?

    init(_ key: SigningKey, sealedBy keyring: Keyring, at now: Timestamp, signsFrom: Timestamp?) throws {
        kid = key.kid
        algorithm = key.algorithm
        privateSealed = try keyring.seal(key.privateBytes.exposed, purpose: Self.purpose(key.kid))
        publicJWK = String(decoding: key.verifyingKey.publicJWK ?? [], as: UTF8.self)
        createdAt = now
        self.signsFrom = signsFrom
        shownUntil = nil
    }

    func opened(by keyring: Keyring) throws -> SigningKey {
        try SigningKey(algorithm, privateBytes: Secret(keyring.open(privateSealed, purpose: Self.purpose(kid))))
    }

    static func purpose(_ kid: String) -> String { "signing key " + kid }
}

extension StoredKey: Stored {
    static let stored: [Column<StoredKey>] = [
        Column("kid", \.kid), Column("algorithm", \.algorithm.rawValue), Column("private_sealed", \.privateSealed),
        Column("public_jwk", \.publicJWK), Column("created_at", \.createdAt), Column("signs_from", \.signsFrom),
        Column("shown_until", \.shownUntil),
    ]

    init(row: Row) throws {
        let name: String = try row["algorithm"]
        guard let algorithm = Algorithm(rawValue: name) else { throw SQLError.unexpectedValue(column: "algorithm") }
        self.algorithm = algorithm
        kid = try row["kid"]
        privateSealed = try row["private_sealed"]
        publicJWK = try row["public_jwk"]
        createdAt = try row["created_at"]
        signsFrom = try row["signs_from"]
        shownUntil = try row["shown_until"]
    }
}

extension Transaction {
    /// The newest signing key, encrypted with the master key; nil if there is none yet.
    package func sealedSigningKey() throws -> SealedValue? {
        try signingKeys().last.map { SealedValue($0.privateSealed, purpose: StoredKey.purpose($0.kid)) }
    }

    func signingKeys() throws -> [StoredKey] { try all("SELECT \(StoredKey.columns) FROM signing_keys ORDER BY created_at, kid") }

    func add(_ key: StoredKey) throws {
        try run("INSERT INTO signing_keys (\(StoredKey.columns)) VALUES (\(values: key))")
    }
}
