package import ProductKit

/// The proof that somebody may see money. Only the area Billing (rule 5) or the operator's command line give it.
package struct MoneyProof: Sendable {
    private init() {}

    /// Whoever may open the pages of Billing.
    init(_ proof: MayView<BillingArea>) {}

    /// For the pages of other areas: nil unless the person's role in the account may view Billing.
    package init?(_ account: Me.Account) {
        guard account.mayView(BillingArea.self) else { return nil }
    }

    /// The operator may read every account's balance on the command line.
    package static let operatorCommand = MoneyProof()
}
