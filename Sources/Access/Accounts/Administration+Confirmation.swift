internal import Audit
package import Core

extension Administration {
    /// Confirms an act of the product's own that takes something away for good, and records it. For administrators, with a fresh proof. `act` is the
    /// product's word for it.
    package func confirm(_ act: String, _ account: AccountID, as productID: ProductID) throws {
        let product = try self.product(productID)
        try authorizeAdministrator(.account, in: account, product)
        try requireFreshProof(of: .removal, in: account)
        try record(.accountActConfirmed, on: account.text, account: account, ["product": product.id.rawValue, "act": act])
    }
}
