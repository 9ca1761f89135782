/// A point in time as date and time of day, in UTC and the proleptic Gregorian calendar.
package struct CalendarTime: Hashable, Sendable {
    package var year: Int
    package var month: Int
    package var day: Int
    package var hour: Int
    package var minute: Int
    package var second: Int
    package var millisecond: Int

    /// The number of days since 1 January 1970, which is day 0. Computed by era arithmetic, without a table or a loop.
    package static func days(year: Int, month: Int, day: Int) -> Int {
        let y = month <= 2 ? year - 1 : year
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719468
    }

    package init(_ time: Timestamp) {
        let total = time.milliseconds
        let dayNumber = Int(total >= 0 ? total / 86_400_000 : (total - 86_399_999) / 86_400_000)
        let rest = Int(total - Int64(dayNumber) * 86_400_000)
        hour = rest / 3_600_000
        minute = rest / 60000 % 60
        second = rest / 1000 % 60
        millisecond = rest % 1000
        let shifted = dayNumber + 719468
        let era = (shifted >= 0 ? shifted : shifted - 146096) / 146097
        let dayOfEra = shifted - era * 146097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }
}

extension CalendarTime {
    /// Only the date: `2024-06-03`.
    package var isoDate: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))" }
}

extension Timestamp {
    /// RFC 3339 in UTC with milliseconds: `2024-06-03T14:05:00.000Z`.
    package var rfc3339: String {
        let time = CalendarTime(self)
        return "\(padded(time.year, 4))-\(padded(time.month, 2))-\(padded(time.day, 2))T\(padded(time.hour, 2)):"
            + "\(padded(time.minute, 2)):\(padded(time.second, 2)).\(padded(time.millisecond, 3))Z"
    }

    /// Only the date: `2024-06-03`.
    package var isoDate: String { String(rfc3339.prefix(10)) }

    /// Reads RFC 3339 (`2016-07-02T03:57:36+00:00`, `…Z`, fractions up to nanoseconds); nil for anything else, including impossible
    /// dates.
    package init?(rfc3339 text: String) {
        var reader = TimeReader(bytes: Array(text.utf8))
        guard let year = reader.number(4), reader.consume("-"), let month = reader.number(2), reader.consume("-"),
            let day = reader.number(2), reader.consume("T") || reader.consume("t") || reader.consume(" "),
            let hour = reader.number(2), reader.consume(":"), let minute = reader.number(2), reader.consume(":"),
            let second = reader.number(2), let fraction = reader.fraction(), let offset = reader.offset(), reader.atEnd,
            (1...12).contains(month), day >= 1, day <= TimeReader.daysIn(month: month, of: year), hour < 24, minute < 60, second < 61
        else { return nil }
        let days = Int64(CalendarTime.days(year: year, month: month, day: day))
        let seconds = days * 86400 + Int64(hour * 3600 + minute * 60 + min(second, 59)) - Int64(offset * 60)
        self.init(milliseconds: seconds * 1000 + Int64(fraction))
    }
}

private func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

private struct TimeReader {
    let bytes: [UInt8]
    var position = 0
    var atEnd: Bool { position == bytes.count }

    init(bytes: [UInt8]) { self.bytes = bytes }

    static func daysIn(month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    mutating func consume(_ character: Character) -> Bool {
        guard position < bytes.count, character.asciiValue == bytes[position] else { return false }
        position += 1
        return true
    }

    mutating func number(_ width: Int) -> Int? {
        guard position + width <= bytes.count else { return nil }
        var value = 0
        for byte in bytes[position..<position + width] {
            guard (48...57).contains(byte) else { return nil }
            value = value * 10 + Int(byte - 48)
        }
        position += width
        return value
    }

    /// Reads an optional fraction of a second; returns milliseconds.
    mutating func fraction() -> Int? {
        guard consume(".") else { return 0 }
        let digits = bytes[position...].prefix { (48...57).contains($0) }
        guard (1...9).contains(digits.count) else { return nil }
        position += digits.count
        let three = Array(digits.prefix(3)) + Array(repeating: UInt8(48), count: max(0, 3 - digits.count))
        return three.reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    /// Minutes east of UTC.
    mutating func offset() -> Int? {
        if consume("Z") || consume("z") { return 0 }
        let sign = consume("+") ? 1 : consume("-") ? -1 : 0
        guard sign != 0, let hours = number(2), consume(":"), let minutes = number(2), hours < 24, minutes < 60 else { return nil }
        return sign * (hours * 60 + minutes)
    }
}
