package import Core

/// An account in one of its products: where a membership is, and where a decision is made.
package struct AccountInProduct: Sendable {
    package let account: AccountID
    package let product: Product

    package init(account: AccountID, product: Product) {
        self.account = account
        self.product = product
    }
}
