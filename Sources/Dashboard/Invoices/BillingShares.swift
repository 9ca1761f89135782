internal import Core
internal import ProductKit
internal import SQL

/// Whose balance money belongs to: a billing account's, or the account's as a whole in a currency that nobody is billed in.
struct Payer: Sendable, Equatable {
    let account: String
    let names: [String]
    let currency: String
    /// nil for the account as a whole.
    let billing: BillingAccount?
    /// Whether what was paid to the account as a whole is theirs.
    let isFirst: Bool

    var id: String { billing?.id ?? "" }

    /// Which entries of the ledger are theirs.
    var booked: Statement {
        "account IN \(list: names) AND currency = \(currency) AND billing_account IN \(list: isFirst ? [id, ""] : [id])"
    }
}

/// Which billing account each project has in each month. In a currency that somebody is billed in, all usage belongs to exactly one of them, and
/// so does each payment: their balances add up to the account's. What a project cost while it was billed in another currency is the oldest's that
/// has the currency.
struct BillingShares: Sendable {
    let account: String
    let names: [String]
    /// The oldest first.
    let billing: [BillingAccount]
    private var moves: [Int64: [(from: Int, to: String)]] = [:]

    /// Cost: two reads.
    init(of account: String, names: [String], in tx: Transaction) throws {
        self.account = account
        self.names = names
        billing = try tx.billingAccounts(of: account)
        var moves: [Int64: [(from: Int, to: String)]] = [:]
        try tx.each(
            """
            SELECT b.project, b.from_month, b.billing_account FROM billing_projects b JOIN traffic_projects p ON p.number = b.project
            WHERE p.account IN \(list: names) ORDER BY b.from_month
            """
        ) { row in moves[try row["project"], default: []].append((try row["from_month"], try row["billing_account"])) }
        self.moves = moves
    }

    func first(in currency: String) -> BillingAccount? { billing.first { $0.currency == currency } }

    /// Who pays what the project costs in that month and currency.
    func payer(of project: Int64, in month: Int, _ currency: String) -> Payer {
        let id = moves[project]?.last { $0.from <= month }?.to ?? billing.first?.id
        let there = billing.first { $0.id == id }
        return payer(there?.currency == currency ? there : first(in: currency), currency)
    }

    /// Every billing account, and the account as a whole in those of the currencies that have none.
    func payers(and currencies: some Sequence<String>) -> [Payer] {
        billing.map { payer($0, $0.currency) } + currencies.filter { first(in: $0) == nil }.map { payer(nil, $0) }
    }

    /// The one of that id; nil where there is none, or where the currency is another one's.
    func payer(_ id: String, _ currency: String) -> Payer? {
        guard !id.isEmpty else { return first(in: currency) == nil ? payer(nil, currency) : nil }
        return billing.first { $0.id == id && $0.currency == currency }.map { payer($0, currency) }
    }

    /// What each project cost in each month, and whose it is. Cost: one read of as many rows.
    func eachUsage(in currency: String, in tx: Transaction, _ body: (_ project: Int64, _ payer: Payer, _ cost: Amount) throws -> Void)
        throws
    {
        try tx.each(
            """
            SELECT u.project, u.month, u.cost_whole, u.cost_rest FROM usage_months u JOIN traffic_projects p ON p.number = u.project
            WHERE p.account IN \(list: names) AND u.currency = \(currency)
            """
        ) { row in
            let project: Int64 = try row["project"]
            try body(
                project, payer(of: project, in: try row["month"], currency),
                Amount(whole: try row["cost_whole"], rest: try row["cost_rest"]))
        }
    }

    private func payer(_ billing: BillingAccount?, _ currency: String) -> Payer {
        Payer(account: account, names: names, currency: currency, billing: billing, isFirst: billing?.id == first(in: currency)?.id)
    }
}

extension Transaction {
    /// Who may know of the payer's money: those who see Billing in every project that was ever billed there. An account that nobody is billed for
    /// has one balance, of all its projects, for everybody with Billing.
    func audience(of payer: Payer) throws -> AreaAudience {
        guard let billing = payer.billing else { return try billingAccounts(of: payer.account).isEmpty ? .everybody : .everyProject }
        let numbers = try projectsEverBilled(at: billing)
        let known = try TrafficProject.all(accounts: billing.names, in: self).filter { numbers.contains($0.number) }.compactMap(\.projectID)
        // What the ID cannot be asked about by name is seen by those who see all.
        guard !known.isEmpty, known.count == numbers.count, known.count <= AreaAudience.mostNamed else { return .everyProject }
        return .projects(known.sorted())
    }
}
