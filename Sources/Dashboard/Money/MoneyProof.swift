package import ProductKit

/// Held by whoever may see money. It comes from the role's areas alone (mission.md, rule 5) or from the operator at the command line.
package struct MoneyProof: Sendable {
    private init() {}

    /// nil unless the areas that the signed-in person's role may view hold Billing.
    package init?(viewableAreas areas: some Sequence<String>) {
        guard areas.contains("billing") else { return nil }
    }

    /// nil unless the role that somebody has in the account opens Billing.
    package init?(_ account: Me.Account) { self.init(viewableAreas: ["billing"].filter(account.mayView)) }

    /// The operator reads every account's balance at the command line.
    package static let operatorCommand = MoneyProof()
}
