package import ProductKit

/// The proof that somebody may see money. Only the areas of a role (rule 5) or the operator's command line give it.
package struct MoneyProof: Sendable {
    private init() {}

    /// nil unless `areas`, the areas that the signed-in person's role may view, contain Billing.
    package init?(viewableAreas areas: some Sequence<String>) {
        guard areas.contains("billing") else { return nil }
    }

    /// nil unless the person's role in the account may view Billing.
    package init?(_ account: Me.Account) { self.init(viewableAreas: ["billing"].filter(account.mayView)) }

    /// The operator may read every account's balance on the command line.
    package static let operatorCommand = MoneyProof()
}
