package import Core
package import Language

/// Days as numbers, counted from 1 January 1970 in UTC.
package enum Day {
    package static func of(_ time: Timestamp) -> Int { Int(time.seconds >= 0 ? time.seconds / 86400 : (time.seconds - 86399) / 86400) }
    package static func start(_ day: Int) -> Timestamp { Timestamp(seconds: Int64(day) * 86400) }

    /// Reads `2024-06-03`; nil for anything else.
    package static func parse(_ text: String) -> Int? {
        guard text.utf8.count == 10, let time = Timestamp(rfc3339: text + "T00:00:00Z") else { return nil }
        return of(time)
    }

    package static func iso(_ day: Int) -> String { start(day).isoDate }
}

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

    package static func start(_ month: Int) -> Timestamp {
        Day.start(CalendarTime.days(year: 1970 + month / 12, month: month % 12 + 1, day: 1))
    }
}

extension Day {
    /// "3 Jun"
    package static func short(_ day: Int) -> Phrase { DateForm.shortDay(start(day)) }

    /// "2 May to 1 June 2024"
    package static func range(_ first: Int, _ last: Int) -> Phrase { DateForm.range(start(first), start(last)) }
}
