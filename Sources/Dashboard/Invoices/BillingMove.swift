internal import Core
internal import SQL

/// That a project is billed elsewhere from a month on.
struct BillingMove: Sendable {
    let project: Int64
    let month: Int
    let billing: String
    /// When it was decided.
    let at: Timestamp
}

extension BillingMove: RowDecodable {
    init(row: Row) throws {
        self.init(
            project: try row["project"], month: try row["from_month"], billing: try row["billing_account"], at: try row["moved_at"])
    }
}
