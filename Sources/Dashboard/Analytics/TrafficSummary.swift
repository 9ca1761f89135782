internal import Core
internal import SQL
internal import Traffic

/// The changes of one import batch to the sums by day. They are written in the same transaction as its messages, so they are correct.
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

    private var days: [DayKey: Int] = [:]
    private var countries: [CountryKey: Int] = [:]

    mutating func add(_ message: Message) { count(message, 1) }

    /// Reverses `add` for the message.
    mutating func remove(_ message: Message) { count(message, -1) }

    private mutating func count(_ message: Message, _ sign: Int) {
        let day = DayKey(
            project: message.project, day: Day.of(message.sentAt), direction: message.direction, status: message.status)
        days[day, default: 0] += sign
        countries[CountryKey(country: message.country, day: day), default: 0] += sign
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
    }
}
