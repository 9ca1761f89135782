package import Core
package import ProductKit
package import SQL

package enum LedgerEntryKind: IdentifierKind { package static let prefix = "led" }

/// Money paid into an account. The costs of messages are not ledger entries: they are summed in the usage of their month.
package struct LedgerEntry: Sendable, Equatable {
    package let id: String
    /// The account's id, as the operator gave it.
    package let account: String
    package let at: Timestamp
    package let amount: Amount
    package let currency: String
    package let note: String
    package var kind = Kind.payment
    /// The billing account it belongs to; empty for the account as a whole.
    package var billingAccount = ""
    /// The number of the invoice that a payment names; empty for none.
    package var invoice = ""

    package enum Kind: String, Sendable, SQLCodable {
        /// Money that was paid in.
        case payment
        /// The tax of an invoice, and the difference between its rounded lines and what the messages cost.
        case tax, rounding
        /// What a credit note gives back.
        case credit
        /// What the operator put right, up or down.
        case correction
    }
}

/// Why a top-up is refused.
package enum TopUpError: Error, Sendable, Equatable {
    case amountNotPositive, unknownCurrency, noteTooLong

    /// One sentence for the operator.
    package var message: String {
        switch self {
        case .amountNotPositive: "The amount must be more than zero, such as 250.00, with at most eight decimals."
        case .unknownCurrency: "The currency must be its ISO 4217 code in capital letters, such as EUR."
        case .noteTooLong: "The note may have 200 characters at most, without control characters."
        }
    }
}

extension LedgerEntry: RowDecodable {
    private static var columns: Statement { "id, account, at, amount, currency, note, kind, billing_account, invoice" }

    package init(row: Row) throws {
        id = try row["id"]
        account = try row["account"]
        at = try row["at"]
        amount = try row["amount"]
        currency = try row["currency"]
        note = try row["note"]
        kind = try row["kind"]
        billingAccount = try row["billing_account"]
        invoice = try row["invoice"]
    }

    /// Books what a billing account's balance changes by besides the usage and what is paid in.
    @discardableResult
    static func book(
        _ kind: Kind, _ amount: Amount, of billing: BillingAccount, note: String, at now: Timestamp, in tx: Transaction
    ) throws -> String? {
        guard amount != .zero else { return nil }
        let entry = LedgerEntry(
            id: Identifier<LedgerEntryKind>(at: now).text, account: billing.account, at: now, amount: amount, currency: billing.currency,
            note: note, kind: kind, billingAccount: billing.id)
        try entry.insert(in: tx)
        return entry.id
    }

    /// Books money that was paid into an account. Throws `TopUpError`.
    @discardableResult
    package static func topUp(
        account: String, amount: Amount, currency: String, note: String = "", at now: Timestamp, in tx: Transaction
    ) throws -> LedgerEntry {
        try check(amount: amount, currency: currency, note: note)
        let entry = LedgerEntry(
            id: Identifier<LedgerEntryKind>(at: now).text, account: account, at: now, amount: amount, currency: currency, note: note)
        try entry.insert(in: tx)
        return entry
    }

    func insert(in tx: Transaction) throws {
        try tx.run(
            """
            INSERT INTO ledger_entries (\(Self.columns))
            VALUES (\(id), \(account), \(at), \(amount), \(currency), \(note), \(kind), \(billingAccount), \(invoice))
            """)
    }

    /// Throws `TopUpError` for what cannot be booked.
    package static func check(amount: Amount, currency: String, note: String) throws(TopUpError) {
        guard amount > .zero else { throw .amountNotPositive }
        guard Currency.isKnown(currency) else { throw .unknownCurrency }
        try check(note: note)
    }

    static func check(note: String) throws(TopUpError) {
        guard note.count <= 200, !MessageLine.hasControl(note) else { throw .noteTooLong }
    }

    /// The payer's entries, newest first.
    static func find(of payer: Payer, _ proof: MoneyProof, limit: Int = 200, in tx: Transaction) throws -> [LedgerEntry] {
        try tx.all(
            """
            SELECT \(columns) FROM ledger_entries WHERE \(payer.booked) \
            ORDER BY at DESC, id DESC LIMIT \(limit)
            """)
    }

    /// The entries of an account under any of its ids, newest first.
    package static func find(accounts: [String], _ proof: MoneyProof, limit: Int = 200, in tx: Transaction) throws -> [LedgerEntry] {
        try tx.all(
            """
            SELECT \(columns) FROM ledger_entries WHERE account IN \(list: accounts) \
            ORDER BY at DESC, id DESC LIMIT \(limit)
            """)
    }
}

/// The balance of an account in one currency: its top-ups minus the costs of its messages, and what invoices brought besides.
package struct Balance: Sendable, Equatable {
    package let currency: String
    package let toppedUp: Amount
    package let used: Amount
    /// Taxes and roundings of invoices, credit notes and corrections; less than zero where more was asked for than given back.
    package let invoiced: Amount
    package let amount: Amount

    /// Whether nothing was ever paid, used or booked.
    var isEmpty: Bool { toppedUp == .zero && used == .zero && invoiced == .zero }

    /// One balance for each currency, sorted by its code. It includes every project of the account.
    package static func find(accounts: [String], _ proof: MoneyProof, in tx: Transaction) throws -> [Balance] {
        try all(accounts, in: tx)
    }

    private static func all(_ accounts: [String], in tx: Transaction) throws -> [Balance] {
        func booked(_ condition: Statement) throws -> [String: Amount] {
            try sums(
                """
                SELECT currency, CAST(SUM(amount / 100000000) AS BIGINT) AS whole, CAST(SUM(amount % 100000000) AS BIGINT) AS rest
                FROM ledger_entries WHERE account IN \(list: accounts) AND \(condition) GROUP BY currency
                """, in: tx)
        }
        let paid = try booked("kind = \(LedgerEntry.Kind.payment)")
        let others = try booked("kind <> \(LedgerEntry.Kind.payment)")
        let used = try sums(
            """
            SELECT u.currency, CAST(SUM(u.cost_whole) AS BIGINT) AS whole, CAST(SUM(u.cost_rest) AS BIGINT) AS rest FROM usage_months u \
            JOIN traffic_projects p ON p.number = u.project WHERE p.account IN \(list: accounts) GROUP BY u.currency
            """, in: tx)
        return Set(paid.keys).union(used.keys).union(others.keys).sorted().map { currency in
            let put = paid[currency] ?? .zero
            let spent = used[currency] ?? .zero
            let invoiced = others[currency] ?? .zero
            return Balance(currency: currency, toppedUp: put, used: spent, invoiced: invoiced, amount: put - spent + invoiced)
        }
    }

    /// The part of it that is one payer's.
    static func find(of payer: Payer, _ shares: BillingShares, _ proof: MoneyProof, in tx: Transaction) throws -> Balance {
        try part(of: payer, shares, in: tx)
    }

    /// The payer's balance for comparisons; it prints nothing.
    static func amount(of payer: Payer, _ shares: BillingShares, in tx: Transaction) throws -> Amount {
        try part(of: payer, shares, in: tx).amount
    }

    private static func part(of payer: Payer, _ shares: BillingShares, in tx: Transaction) throws -> Balance {
        var paid = Amount.zero
        var invoiced = Amount.zero
        try tx.each(
            """
            SELECT kind, CAST(SUM(amount / 100000000) AS BIGINT) AS whole, CAST(SUM(amount % 100000000) AS BIGINT) AS rest
            FROM ledger_entries WHERE \(payer.booked) GROUP BY kind
            """
        ) { row in
            let amount = Amount(whole: try row["whole"], rest: try row["rest"])
            if try row["kind"] == LedgerEntry.Kind.payment { paid = paid + amount } else { invoiced = invoiced + amount }
        }
        var used = Amount.zero
        try shares.eachUsage(in: payer.currency, in: tx) { _, whose, cost in
            if whose.id == payer.id { used = used + cost }
        }
        return Balance(currency: payer.currency, toppedUp: paid, used: used, invoiced: invoiced, amount: paid - used + invoiced)
    }

    private static func sums(_ statement: Statement, in tx: Transaction) throws -> [String: Amount] {
        var sums: [String: Amount] = [:]
        try tx.each(statement) { row in
            sums[try row["currency"]] = Amount(whole: try row["whole"], rest: try row["rest"])
        }
        return sums
    }
}
