internal import Core
internal import Language
package import ProductKit
package import SQL

/// The cost of one project's messages in one month and currency.
package struct Usage: Sendable, Equatable {
    package let project: Int64
    package let month: Int
    package let currency: String
    package let messages: Int
    package let parts: Int
    package let cost: Amount
}

extension Usage: RowDecodable {
    package init(row: Row) throws {
        project = try row["project"]
        month = try row["month"]
        currency = try row["currency"]
        messages = try row["messages"]
        parts = try row["parts"]
        cost = Amount(whole: try row["cost_whole"], rest: try row["cost_rest"])
    }

    /// The usage by project and month, newest month first.
    package static func find(projects: [Int64], _ proof: MoneyProof, in tx: Transaction) throws -> [Usage] {
        try tx.all(
            """
            SELECT project, month, currency, messages, parts, cost_whole, cost_rest FROM usage_months \
            WHERE project IN \(list: projects) AND messages > 0 ORDER BY month DESC, project, currency
            """)
    }
}
