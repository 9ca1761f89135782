internal import Core
internal import ProductKit
internal import SQL

package enum BalanceMarkKind: IdentifierKind { package static let prefix = "bmk" }

/// A balance below which people want to be told. The ID decides who of them may know it, when it tells them.
struct BalanceMark: Sendable, Equatable {
    /// The most that an account has.
    static let most = 3

    let id: String
    /// The account's id at the ID, and every id that its traffic and its ledger name it by.
    let account: String
    let accounts: [String]
    let currency: String
    let amount: Amount
    /// The subjects of those who want to know.
    var people: [String]
    /// Whether the balance was below it when it was looked at last, and how often it fell below.
    var isBelow = false
    var crossings = 0
}

extension BalanceMark: RowDecodable {
    init(row: Row) throws {
        func words(_ name: String) throws -> [String] { (try row[name] as String).split(separator: " ").map(String.init) }
        self.init(
            id: try row["id"], account: try row["account"], accounts: try words("accounts"), currency: try row["currency"],
            amount: try row["amount"], people: try words("people"), isBelow: try row["below"], crossings: try row["crossings"])
    }
}

extension Transaction {
    private var columns: Statement { "id, account, accounts, currency, amount, people, below, crossings" }

    /// The account's marks, the highest first.
    func balanceMarks(of account: String) throws -> [BalanceMark] {
        try all("SELECT \(columns) FROM balance_marks WHERE account = \(account) ORDER BY currency, amount DESC, id", as: BalanceMark.self)
    }

    /// Every mark that somebody wants to hear of, or that was crossed.
    func balanceMarks() throws -> [BalanceMark] {
        try all("SELECT \(columns) FROM balance_marks ORDER BY id", as: BalanceMark.self)
    }

    func insert(_ mark: BalanceMark, at now: Timestamp) throws {
        try run(
            """
            INSERT INTO balance_marks (\(columns), made_at)
            VALUES (\(mark.id), \(mark.account), \(mark.accounts.joined(separator: " ")), \(mark.currency), \(mark.amount),
                \(mark.people.joined(separator: " ")), \(mark.isBelow), \(mark.crossings), \(now))
            """)
    }

    func update(_ mark: BalanceMark) throws {
        try run(
            """
            UPDATE balance_marks SET people = \(mark.people.joined(separator: " ")), below = \(mark.isBelow), crossings = \(mark.crossings)
            WHERE id = \(mark.id)
            """)
    }

    /// Nobody is told any more.
    func forgetPeopleOfBalanceMarks(of account: String) throws {
        try run("UPDATE balance_marks SET people = '' WHERE account = \(account)")
    }

    func removeBalanceMark(_ id: String, of account: String) throws {
        try run("DELETE FROM balance_marks WHERE id = \(id) AND account = \(account)")
    }

    /// Whether the account's balance is below the mark. Nobody is shown a sum by it, so it needs no proof.
    func isBelow(_ mark: BalanceMark) throws -> Bool {
        try Balance.amount(of: mark.accounts, in: mark.currency, in: self) < mark.amount
    }
}
