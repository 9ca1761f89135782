package import Access
internal import Audit
package import Core
internal import Foundation
package import SQL

/// Where an old product is asked whether a password is right, because it cannot give its hashes away.
package struct PasswordHook: Sendable {
    package let product: ProductID
    package let url: String
    private let secret: [UInt8]
    private let createdAt: Timestamp

    /// Neither https nor http on this machine.
    package struct UnusableAddress: Error, Sendable { package init() {} }

    /// A new one with its key, which is shown once. Throws `UnusableAddress`.
    package static func new(
        _ product: ProductID, url: String, _ keyring: Keyring, at now: Timestamp, random: some RandomSource = SystemRandom()
    ) throws -> (hook: PasswordHook, secret: Secret<String>) {
        guard let parts = URLComponents(string: url), let host = parts.host, parts.user == nil, parts.password == nil,
            parts.scheme == "https" || parts.scheme == "http" && ["localhost", "127.0.0.1", "[::1]", "::1"].contains(host)
        else { throw UnusableAddress() }
        let key = random.bytes(32)
        let sealed = try keyring.seal(key, purpose: purpose(product))
        return (PasswordHook(product: product, url: url, secret: sealed, createdAt: now), StandardWebhook.written(Secret(key)))
    }

    private static func purpose(_ product: ProductID) -> String { "password hook " + product.rawValue }

    func key(_ keyring: Keyring) throws -> [UInt8] { try keyring.open(secret, purpose: Self.purpose(product)) }
}

extension PasswordHook: Stored {
    package static let stored: [Column<PasswordHook>] = [
        Column("product", \.product), Column("url", \.url), Column("secret", \.secret), Column("created_at", \.createdAt),
    ]

    package init(row: Row) throws {
        product = try row["product"]
        url = try row["url"]
        secret = try row["secret"]
        createdAt = try row["created_at"]
    }
}

extension Transaction {
    package func passwordHooks() throws -> [PasswordHook] { try all("SELECT \(PasswordHook.columns) FROM password_hooks ORDER BY product") }

    /// Registers the hook in place of one that the product has.
    package func register(_ hook: PasswordHook, at now: Timestamp) throws {
        try run("DELETE FROM password_hooks WHERE product = \(hook.product)")
        try run("INSERT INTO password_hooks (\(PasswordHook.columns)) VALUES (\(values: hook))")
        try append(
            AuditEvent(.passwordHookAdded, by: .operatorCommand, on: hook.product.rawValue, details: ["product": hook.product.rawValue]),
            at: now)
    }

    /// Nobody's password is asked for there any more. Returns false if there was none.
    package func removePasswordHook(of product: ProductID, at now: Timestamp) throws -> Bool {
        guard try run("DELETE FROM password_hooks WHERE product = \(product)") > 0 else { return false }
        try append(
            AuditEvent(.passwordHookRemoved, by: .operatorCommand, on: product.rawValue, details: ["product": product.rawValue]), at: now)
        return true
    }
}
