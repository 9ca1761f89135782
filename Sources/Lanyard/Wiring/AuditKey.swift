internal import Audit
internal import Core
internal import JOSE

/// The key that signs the ends of the audit log (EdDSA). It is derived from the master key, which is not in the database: whoever can write
/// every table cannot sign.
struct AuditKey: HeadSigner {
    private static let purpose = "audit heads"

    private let current: SigningKey
    private let all: KeySet

    /// Throws `TokenRefusal.key` if the library refuses.
    init(_ keyring: Keyring) throws {
        let keys = try keyring.derivedKeys(Self.purpose).map { try SigningKey(.edDSA, privateBytes: $0) }
        guard let current = keys.first else { throw TokenRefusal.key }
        self.current = current
        all = KeySet(keys.map(\.verifyingKey))
    }

    /// The public half as a JWK, for whoever checks signatures without this server.
    var publicJWK: String { String(decoding: current.verifyingKey.publicJWK ?? [], as: UTF8.self) }

    func sign(_ payload: [UInt8]) throws -> String { try current.sign(payload, as: .auditHead) }

    func payload(of signed: String) throws -> [UInt8] {
        let token = try SignedToken(signed)
        guard token.type == SigningKey.TokenType.auditHead.rawValue else { throw TokenRefusal.malformed }
        return try token.payload(verifiedWith: all, algorithms: [.edDSA])
    }
}
