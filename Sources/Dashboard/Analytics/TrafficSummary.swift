internal import Core
internal import SQL

/// The changes of one import batch to the summaries. They are written in the same transaction as its messages, so sums are always correct.
struct TrafficSummary {
    private struct DayKey: Hashable {
        var project: Int64
        var day: Int
        var direction: Message.Direction
        var status: MessageStatus
    }
    private struct CountryKey: Hashable {
        var country: String
        var day: DayKey
    }
    private struct MonthKey: Hashable {
        var project: Int64
        var month: Int
        var currency: String
    }
    private struct Use {
        var messages = 0
        var parts = 0
        var cost = Amount.zero
    }

    private var days: [DayKey: Int] = [:]
    private var countries: [CountryKey: Int] = [:]
    private var months: [MonthKey: Use] = [:]

    /// Throws `AmountOverflow`.
    mutating func add(_ message: Message) throws { try count(message, 1, message.price) }

    /// Reverses `add` for the message. Throws `AmountOverflow`.
    mutating func remove(_ message: Message) throws { try count(message, -1, try Amount.zero.minus(message.price)) }

    private mutating func count(_ message: Message, _ sign: Int, _ cost: Amount) throws {
        let day = DayKey(
            project: message.project, day: Day.of(message.sentAt), direction: message.direction, status: message.status)
        days[day, default: 0] += sign
        countries[CountryKey(country: message.country, day: day), default: 0] += sign
        let month = MonthKey(project: message.project, month: Month.of(message.sentAt), currency: message.currency)
        var use = months[month] ?? Use()
        use.messages += sign
        use.parts += sign * message.parts
        use.cost = try use.cost.plus(cost)
        months[month] = use
    }

    func write(in tx: Transaction) throws {
        for (key, change) in days where change != 0 {
            try tx.run(
                """
                INSERT INTO message_days (project, day, direction, status, messages) \
                VALUES (\(key.project), \(key.day), \(key.direction), \(key.status), \(change)) \
                ON CONFLICT (project, day, direction, status) DO UPDATE SET messages = message_days.messages + excluded.messages
                """)
        }
        for (key, change) in countries where change != 0 {
            try tx.run(
                """
                INSERT INTO message_country_days (project, country, day, direction, status, messages) \
                VALUES (\(key.day.project), \(key.country), \(key.day.day), \(key.day.direction), \(key.day.status), \(change)) \
                ON CONFLICT (project, country, day, direction, status) \
                DO UPDATE SET messages = message_country_days.messages + excluded.messages
                """)
        }
        for (key, change) in months {
            try tx.run(
                """
                INSERT INTO usage_months (project, month, currency, messages, parts, cost) \
                VALUES (\(key.project), \(key.month), \(key.currency), \(change.messages), \(change.parts), \(change.cost)) \
                ON CONFLICT (project, month, currency) DO UPDATE SET messages = usage_months.messages + excluded.messages, \
                parts = usage_months.parts + excluded.parts, cost = usage_months.cost + excluded.cost
                """)
        }
    }
}
