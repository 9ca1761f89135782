internal import Core
internal import ProductKit
internal import SQL

package enum BalanceMarkKind: IdentifierKind { package static let prefix = "bmk" }

/// A balance below which people want to be told. The ID decides who of them may know it, when it tells them.
struct BalanceMark: Sendable, Equatable {
    /// The most that a billing account has, or an account as a whole.
    static let most = 3

    let id: String
    /// The account's id at the ID, and every id that its traffic and its ledger name it by.
    let account: String
    let accounts: [String]
    /// The billing account whose balance it is; empty for the account's as a whole, in a currency that nobody is billed in.
    let billing: String
    let currency: String
    let amount: Amount
    /// The subjects of those who want to know.
    var people: [String]
    /// Whether the balance was below it when it was looked at last, and how often it fell below.
    var isBelow = false
    var crossings = 0
}

extension BalanceMark {
    /// What the log says of a change of it: its balance, and no sum.
    func record(_ event: String, _ more: [String: String] = [:]) -> BillingRecord {
        var details = more.merging(["currency": currency]) { $1 }
        if !billing.isEmpty { details["billing_account"] = billing }
        return BillingRecord(event, on: id, account: account, details: details)
    }

    /// Who is told from now on, and who no more.
    func record(choosing people: [String]) -> BillingRecord {
        let added = people.filter { !self.people.contains($0) }
        let removed = self.people.filter { !people.contains($0) }
        return record(
            "billing.mark-people-chosen",
            ["added": added.joined(separator: " "), "removed": removed.joined(separator: " ")].filter { !$0.value.isEmpty })
    }
}

extension BalanceMark: RowDecodable {
    init(row: Row) throws {
        func words(_ name: String) throws -> [String] { (try row[name] as String).split(separator: " ").map(String.init) }
        self.init(
            id: try row["id"], account: try row["account"], accounts: try words("accounts"), billing: try row["billing_account"],
            currency: try row["currency"], amount: try row["amount"], people: try words("people"), isBelow: try row["below"],
            crossings: try row["crossings"])
    }
}

extension Transaction {
    private var columns: Statement { "id, account, accounts, billing_account, currency, amount, people, below, crossings" }

    /// The account's marks, the highest first.
    func balanceMarks(of account: String) throws -> [BalanceMark] {
        try all("SELECT \(columns) FROM balance_marks WHERE account = \(account) ORDER BY currency, amount DESC, id", as: BalanceMark.self)
    }

    /// Every mark that somebody wants to hear of, or that was crossed.
    func balanceMarks() throws -> [BalanceMark] {
        try all("SELECT \(columns) FROM balance_marks ORDER BY id", as: BalanceMark.self)
    }

    /// Whether its balance has fewer marks than it may have.
    func hasRoom(for mark: BalanceMark) throws -> Bool {
        try balanceMarks(of: mark.account).count(where: { $0.billing == mark.billing }) < BalanceMark.most
    }

    func insert(_ mark: BalanceMark, at now: Timestamp) throws {
        try run(
            """
            INSERT INTO balance_marks (\(columns), made_at)
            VALUES (\(mark.id), \(mark.account), \(mark.accounts.joined(separator: " ")), \(mark.billing), \(mark.currency),
                \(mark.amount), \(mark.people.joined(separator: " ")), \(mark.isBelow), \(mark.crossings), \(now))
            """)
    }

    func update(_ mark: BalanceMark) throws {
        try run(
            """
            UPDATE balance_marks SET people = \(mark.people.joined(separator: " ")), below = \(mark.isBelow), crossings = \(mark.crossings)
            WHERE id = \(mark.id)
            """)
    }

    /// The account's marks in its currency are the billing account's from now on, if it is the first that is billed in it: its balance is theirs.
    func giveBalanceMarks(to billing: BillingAccount) throws {
        try run(
            """
            UPDATE balance_marks SET billing_account = \(billing.id)
            WHERE account = \(billing.account) AND currency = \(billing.currency) AND billing_account = ''
            """)
    }

    func removeBalanceMark(_ id: String, of account: String) throws {
        try run("DELETE FROM balance_marks WHERE id = \(id) AND account = \(account)")
    }

    /// Whose balance the mark is about; nil where there is no such balance any more.
    func payer(of mark: BalanceMark) throws -> (Payer, BillingShares)? {
        let shares = try BillingShares(of: mark.account, names: mark.accounts, in: self)
        return shares.payer(mark.billing, mark.currency).map { ($0, shares) }
    }

    /// Whether the balance is below the mark. Nobody is shown a sum by it, so it needs no proof.
    func isBelow(_ mark: BalanceMark) throws -> Bool {
        guard let (payer, shares) = try payer(of: mark) else { return false }
        return try Balance.amount(of: payer, shares, in: self) < mark.amount
    }
}
