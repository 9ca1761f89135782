package import Core
package import SQL

/// An account that is about to end in a product. Until the day it can be kept.
package struct AccountClosing: Sendable, Equatable {
    package static let grace: Duration = .days(14)

    package let account: AccountID
    package let product: ProductID
    package let requestedBy: PersonID
    package let requestedAt: Timestamp
    package let closesAt: Timestamp
}

extension AccountClosing: Stored {
    package static let stored: [Column<AccountClosing>] = [
        Column("account_id", \.account), Column("product", \.product), Column("requested_by", \.requestedBy),
        Column("requested_at", \.requestedAt), Column("closes_at", \.closesAt),
    ]

    package init(row: Row) throws {
        self.init(
            account: try row["account_id"], product: try row["product"], requestedBy: try row["requested_by"],
            requestedAt: try row["requested_at"], closesAt: try row["closes_at"])
    }
}

extension Transaction {
    package func closing(of target: AccountInProduct) throws -> AccountClosing? {
        try first(
            """
            SELECT \(AccountClosing.columns) FROM account_closings
            WHERE account_id = \(target.account) AND product = \(target.product.id)
            """, as: AccountClosing.self)
    }

    package func dueClosings(at now: Timestamp) throws -> [AccountClosing] {
        try all("SELECT \(AccountClosing.columns) FROM account_closings WHERE closes_at <= \(now) ORDER BY closes_at LIMIT 10")
    }
}
