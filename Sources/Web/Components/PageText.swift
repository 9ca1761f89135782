package import Core

/// Times and numbers as text for people.
package enum PageText {
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ]

    /// "3 June 2024"
    package static func day(_ time: Timestamp) -> String {
        let parts = CalendarTime(time)
        return "\(parts.day) \(months[parts.month - 1]) \(parts.year)"
    }

    private static func clock(_ time: Timestamp) -> String {
        let parts = CalendarTime(time)
        return "\(parts.hour < 10 ? "0" : "")\(parts.hour):\(parts.minute < 10 ? "0" : "")\(parts.minute)\u{A0}UTC"
    }

    /// Prevents a line break inside a date. A narrow column may still break between the date and the time.
    private static func held(_ day: String) -> String { day.replacing(" ", with: "\u{A0}") }

    /// The date and time, with the exact time in the `title` attribute.
    package static func time(_ time: Timestamp) -> HTML {
        "<time datetime=\"\(time.rfc3339)\" title=\"\(time.rfc3339)\">\(held(day(time))), \(clock(time))</time>"
    }

    /// The date only, with the exact time in the `title` attribute.
    package static func date(_ time: Timestamp) -> HTML {
        "<time datetime=\"\(time.rfc3339)\" title=\"\(time.rfc3339)\">\(held(day(time)))</time>"
    }

    /// A time from a JSON API (RFC 3339); nil if the text is missing or is not a time.
    package static func time(rfc3339 text: String?) -> HTML? { text.flatMap { Timestamp(rfc3339: $0) }.map { time($0) } }

    /// "1 234 567", grouped with narrow no-break spaces.
    package static func number(_ number: some BinaryInteger) -> String { grouped(String(number)) }

    /// A decimal number given as text, with its whole part grouped: "-1 234.50".
    package static func decimal(_ text: String) -> String {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first else { return text }
        return grouped(String(whole)) + (parts.count == 2 ? "." + parts[1] : "")
    }

    /// "3 invitations", "1 invitation"
    package static func count(_ count: Int, _ one: String, _ many: String) -> String { "\(number(count)) \(count == 1 ? one : many)" }

    /// An e-mail address that may break into two lines after its @.
    package static func breakable(_ address: String) -> HTML {
        guard let at = address.lastIndex(of: "@") else { return HTML(text: address) }
        let domain = address.index(after: at)
        return "\(address[..<domain])<wbr>\(address[domain...])"
    }

    /// "Anna, Ben and Cleo"
    package static func list(_ names: [String], last: String = "and") -> String {
        guard names.count > 1 else { return names.first ?? "" }
        return names.dropLast().joined(separator: ", ") + " \(last) " + names[names.count - 1]
    }

    private static func grouped(_ text: String) -> String {
        let sign = text.hasPrefix("-") ? "\u{2212}" : ""
        let digits = Array(text.drop { $0 == "-" })
        guard digits.count > 3 else { return sign + String(digits) }
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { result += "\u{202F}" }
            result.append(digit)
        }
        return sign + result
    }
}
