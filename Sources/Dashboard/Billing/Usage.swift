package import Core
package import Language
package import SQL

/// Months as numbers, counted from January 1970 in UTC.
package enum Month {
    package static func of(_ time: Timestamp) -> Int {
        let calendar = CalendarTime(time)
        return (calendar.year - 1970) * 12 + calendar.month - 1
    }

    /// `2024-06`
    package static func iso(_ month: Int) -> String { String(start(month).isoDate.prefix(7)) }

    /// `June 2024`
    package static func words(_ month: Int) -> Phrase { DateForm.month(of: start(month)) }

    static func start(_ month: Int) -> Timestamp {
        Day.start(CalendarTime.days(year: 1970 + month / 12, month: month % 12 + 1, day: 1))
    }
}

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
