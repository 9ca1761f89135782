package import Core

/// Days and times of day in the words of the catalogs. No line breaks within a date or a time.
package enum DateForm {
    static func day(_ date: CalendarTime) -> Phrase {
        Phrase("time.day", ["day": String(date.day), "month": month(date), "year": String(date.year)])
    }

    static func time(_ time: Timestamp, in zone: Zone) -> Phrase {
        Phrase("time.moment", ["day": day(zone.calendarTime(time)), "clock": clock(time, in: zone)])
    }

    /// "14:05", with "UTC" after it where the reader chose no time zone.
    static func clock(_ time: Timestamp, in zone: Zone) -> Phrase {
        let parts = zone.calendarTime(time)
        let digits = "\(parts.hour < 10 ? "0" : "")\(parts.hour):\(parts.minute < 10 ? "0" : "")\(parts.minute)"
        return .text(zone.isUTC ? "\(digits)\u{A0}UTC" : digits)
    }

    private static func month(_ date: CalendarTime) -> Phrase { Phrase("time.month-\(date.month)") }

    /// "3 Jun", of a day that is counted in UTC.
    package static func shortDay(_ time: Timestamp) -> Phrase {
        let date = CalendarTime(time)
        return Phrase("time.short-day", ["day": String(date.day), "month": Phrase("time.short-month-\(date.month)")])
    }

    /// "June 2024"
    package static func month(of time: Timestamp) -> Phrase {
        let date = CalendarTime(time)
        return Phrase("time.month-of-year", ["month": month(date), "year": String(date.year)])
    }

    /// "2 May to 1 June 2024", of days that are counted in UTC. The year stands once if it is the same.
    package static func range(_ first: Timestamp, _ last: Timestamp) -> Phrase {
        let start = CalendarTime(first)
        let end = CalendarTime(last)
        guard (start.year, start.month, start.day) != (end.year, end.month, end.day) else { return day(end) }
        let from =
            start.year == end.year
            ? Phrase("time.day-without-year", ["day": String(start.day), "month": month(start)]) : day(start)
        return Phrase("time.range", ["from": from, "to": day(end)])
    }
}
