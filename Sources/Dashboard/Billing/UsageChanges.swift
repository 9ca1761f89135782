internal import Core
internal import SQL

/// The changes of one import batch to the usage by month. They are written in the same transaction as its messages, so sums are always
/// correct.
struct UsageChanges {
    private struct Key: Hashable {
        var project: Int64
        var month: Int
        var currency: String
    }
    private struct Change {
        var messages = 0
        var parts = 0
        var cost = Amount.zero
    }

    private var months: [Key: Change] = [:]

    mutating func add(_ message: Message) { count(message, 1, message.price) }

    /// Reverses `add` for the message.
    mutating func remove(_ message: Message) { count(message, -1, .zero - message.price) }

    private mutating func count(_ message: Message, _ sign: Int, _ cost: Amount) {
        let key = Key(project: message.project, month: Month.of(message.sentAt), currency: message.currency)
        var change = months[key] ?? Change()
        change.messages += sign
        change.parts += sign * message.parts
        change.cost = change.cost + cost
        months[key] = change
    }

    func write(in tx: Transaction) throws {
        for (key, change) in months {
            try tx.run(
                """
                INSERT INTO usage_months (project, month, currency, messages, parts, cost_whole, cost_rest) \
                VALUES (\(key.project), \(key.month), \(key.currency), \(change.messages), \(change.parts), \
                \(change.cost.whole), \(change.cost.rest)) \
                ON CONFLICT (project, month, currency) DO UPDATE SET messages = usage_months.messages + excluded.messages, \
                parts = usage_months.parts + excluded.parts, cost_whole = usage_months.cost_whole + excluded.cost_whole, \
                cost_rest = usage_months.cost_rest + excluded.cost_rest
                """)
        }
    }
}
