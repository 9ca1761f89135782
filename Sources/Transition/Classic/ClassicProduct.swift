package import Access
package import Audit
package import Core
internal import Crypto
package import SQL

/// A product that signs its people in by their old logins until they move. It keeps a copy of their credentials of its own, from the list of
/// changes (`ClassicList`), which is sealed to this key.
package struct ClassicProduct: Sendable, Equatable {
    package let product: ProductID
    /// An X25519 public key (RFC 7748), 32 bytes.
    let sealingKey: [UInt8]
    let registeredAt: Timestamp

    /// nil for bytes that are no key.
    package init?(_ product: ProductID, sealingKey: [UInt8], at now: Timestamp) {
        // Some points of small order are keys by their form, and agree on a secret that everybody knows.
        guard let key = try? Curve25519.KeyAgreement.PublicKey(rawRepresentation: sealingKey),
            let shared = try? Curve25519.KeyAgreement.PrivateKey().sharedSecretFromKeyAgreement(with: key),
            shared.withUnsafeBytes({ $0.contains { $0 != 0 } })
        else { return nil }
        self.product = product
        self.sealingKey = sealingKey
        registeredAt = now
    }
}

extension ClassicProduct: Stored {
    package static let stored: [Column<ClassicProduct>] = [
        Column("product", \.product), Column("sealing_key", \.sealingKey), Column("registered_at", \.registeredAt),
    ]

    package init(row: Row) throws {
        product = try row["product"]
        sealingKey = try row["sealing_key"]
        registeredAt = try row["registered_at"]
    }
}

extension Transaction {
    /// nil for a product whose people all sign in at the ID.
    package func classicProduct(_ product: ProductID) throws -> ClassicProduct? {
        try first("SELECT \(ClassicProduct.columns) FROM classic_products WHERE product = \(product)", as: ClassicProduct.self)
    }

    /// Registers the product with its key, or with another one. Returns false if nothing changed.
    @discardableResult
    package func register(_ product: ClassicProduct, by actor: AuditEvent.Actor, at now: Timestamp) throws -> Bool {
        guard try classicProduct(product.product)?.sealingKey != product.sealingKey else { return false }
        try run("DELETE FROM classic_products WHERE product = \(product.product)")
        try run("INSERT INTO classic_products (\(ClassicProduct.columns)) VALUES (\(values: product))")
        try append(
            AuditEvent(.classicRegistered, by: actor, on: product.product.rawValue, details: ["product": product.product.rawValue]), at: now
        )
        return true
    }

    /// From now on nothing of the product's own sign-in counts here. Returns false if it had none.
    @discardableResult
    package func unregisterClassic(_ product: ProductID, by actor: AuditEvent.Actor, at now: Timestamp) throws -> Bool {
        guard try run("DELETE FROM classic_products WHERE product = \(product)") > 0 else { return false }
        try append(AuditEvent(.classicEnded, by: actor, on: product.rawValue, details: ["product": product.rawValue]), at: now)
        return true
    }
}
