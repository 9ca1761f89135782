internal import Core
internal import Language
internal import Traffic
internal import Web

/// The days (UTC) whose usage is shown, and those before that it is compared with.
struct UsagePeriod: Sendable {
    static let presets: [TimePreset] = [.thisMonth, .lastMonth, .week, .month, .quarter]
    static let usual = TimePreset.month
    static let longest = 366

    let now: ClosedRange<Int>
    /// As many days before; for a month the month before, up to the same day.
    let before: ClosedRange<Int>
    private(set) var errors: [FieldError] = []
    /// The values as received, for the form and for the addresses of files.
    let given: [(String, String)]

    /// Reads `?time=…` or `?from=…&to=…`: days that are written count before a name.
    init(_ values: Values, at now: Timestamp) {
        given = ["time", "from", "to"].map { ($0, String(values.text($0).prefix(20))) }
        var wrong: [FieldError] = []
        let first = Self.day("from", "messages.first-day-form", values, &wrong)
        let last = Self.day("to", "messages.last-day-form", values, &wrong)
        let preset = TimePreset(rawValue: values.text("time")).flatMap { Self.presets.contains($0) ? $0 : nil } ?? Self.usual
        let named = Self.days(of: preset, at: now)
        guard first != nil || last != nil else {
            self.now = named
            before = Self.before(named, of: preset, at: now)
            errors = wrong
            return
        }
        let end = last ?? max(first ?? 0, Day.of(now))
        let start = first ?? end - named.count + 1
        if end < start { wrong.append(FieldError("to", "messages.last-before-first")) }
        if end - start >= Self.longest { wrong.append(FieldError("to", Phrase("billing.period-too-long", ["most": Self.longest]))) }
        errors = wrong
        self.now = wrong.isEmpty ? start...end : named
        before = Self.before(self.now, of: nil, at: now)
    }

    /// The usual number of days up to that one, as if they were written: files and links carry them.
    static func usual(endingOn day: Int, at now: Timestamp) -> UsagePeriod {
        let days = Self.days(of: usual, at: now)
        return UsagePeriod(Values([("from", Day.iso(day - days.count + 1)), ("to", Day.iso(day))]), at: now)
    }

    /// Whether nobody asked for it.
    var isUsual: Bool { given.allSatisfy(\.1.isEmpty) }

    private static func day(_ name: String, _ form: Phrase, _ values: Values, _ errors: inout [FieldError]) -> Int? {
        let text = values.text(name)
        guard !text.isEmpty else { return nil }
        let day = Day.parse(text)
        if day == nil { errors.append(FieldError(name, form)) }
        return day
    }

    private static func days(of preset: TimePreset, at now: Timestamp) -> ClosedRange<Int> {
        var filter = MessageFilter()
        preset.apply(to: &filter, at: now, in: .utc)
        let last = filter.lastDay ?? Day.of(now)
        return (filter.firstDay ?? last)...last
    }

    private static func before(_ days: ClosedRange<Int>, of preset: TimePreset?, at now: Timestamp) -> ClosedRange<Int> {
        let end = days.lowerBound - 1
        switch preset {
        case .thisMonth, .lastMonth:
            let start = Day.of(Month.start(Month.of(Day.start(end))))
            return start...(preset == .lastMonth ? end : min(end, start + days.count - 1))
        default: return (days.lowerBound - days.count)...end
        }
    }

    /// Whether days were written, which count before a name.
    var isWritten: Bool { given.dropFirst().contains { !$0.1.isEmpty } }

    /// The parameters of links that keep the period.
    var parameters: [(String, String?)] { given.filter { !$0.1.isEmpty }.map { ($0.0, $0.1) } }

    /// The form as it was sent. A date field cannot show what is not a date.
    var form: FormState {
        let named = given[0].1.isEmpty ? Self.usual.rawValue : given[0].1
        let shown = given.map { name, value in
            (name, name == "time" ? (isWritten ? "" : named) : Day.parse(value) == nil ? "" : value)
        }
        return FormState(Values(shown), errors, status: 400)
    }

    /// "1 to 3 June 2024 (UTC), beside 1 to 3 May 2024"
    var words: Phrase {
        Phrase(
            "billing.period-beside",
            [
                "days": Day.range(now.lowerBound, now.upperBound), "before": Day.range(before.lowerBound, before.upperBound),
            ])
    }
}
