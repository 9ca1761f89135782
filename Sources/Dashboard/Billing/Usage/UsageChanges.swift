internal import Core
internal import ProductKit
internal import Traffic

/// The changes of one import batch to the usage by month. They are written in the same transaction as its messages, so sums are always
/// correct.
struct UsageChanges {
    struct Key: Hashable {
        var project: Int64
        var month: Int
        var currency: String
    }
    struct Change {
        var messages = 0
        var parts = 0
        var cost = Amount.zero

        mutating func add(_ sign: Int, _ parts: Int, _ cost: Amount) {
            messages += sign
            self.parts += sign * parts
            self.cost = self.cost + cost
        }
    }

    struct DayKey: Hashable {
        var project: Int64
        var day: Int
        var currency: String
    }

    struct CountryKey: Hashable {
        var project: Int64
        var month: Int
        var country: String
        var currency: String
    }

    struct CellKey: Hashable {
        var project: Int64
        var day: Int
        var country: String
        /// Empty of what came in: it is a person's number.
        var sender: String
        var currency: String
    }

    private(set) var months: [Key: Change] = [:]
    private(set) var cells: [CellKey: Change] = [:]
    private(set) var countries: [CountryKey: Change] = [:]
    private(set) var days: [DayKey: Change] = [:]

    mutating func add(_ message: Message) { count(message, 1, message.price) }

    /// Reverses `add` for the message.
    mutating func remove(_ message: Message) { count(message, -1, .zero - message.price) }

    private mutating func count(_ message: Message, _ sign: Int, _ cost: Amount) {
        let month = Key(project: message.project, month: Month.of(message.sentAt), currency: message.currency)
        let day = DayKey(project: message.project, day: Day.of(message.sentAt), currency: message.currency)
        let country = CountryKey(
            project: message.project, month: Month.of(message.sentAt), country: message.country, currency: message.currency)
        let cell = CellKey(
            project: message.project, day: day.day, country: message.country, sender: message.direction == .outbound ? message.sender : "",
            currency: message.currency)
        months[month, default: Change()].add(sign, message.parts, cost)
        cells[cell, default: Change()].add(sign, message.parts, cost)
        countries[country, default: Change()].add(sign, message.parts, cost)
        days[day, default: Change()].add(sign, message.parts, cost)
    }
}
