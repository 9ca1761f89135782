/// The proof that somebody may see money. Only the area Billing (rule 5), the operator's command line
/// and the operator's programs give it.
package struct MoneyProof: Sendable {
    private init() {}

    /// Whoever may open the pages of Billing.
    package init(_ proof: MayView<BillingArea>) {}

    /// For the pages of other areas: nil unless the person may view Billing in each of the projects that the page shows (rules 5 and 7).
    package init?(_ account: Me.Account, in projects: [String]) {
        guard account.mayView(BillingArea.self), account.mayView(BillingArea.self, inAllOf: projects) else { return nil }
    }

    /// A program of the operator's that books it.
    package init(_ program: BillingProgram) {}

    /// The operator may read every account's balance on the command line.
    package static let operatorCommand = MoneyProof()
}
