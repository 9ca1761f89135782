internal import Core
package import Language
package import Traffic
package import Web

/// The filter and the page in a query string: `?number=…&words=…&status=…&country=…&from=…&to=…&id=…&before=…&after=…`.
package struct MessageQuery: Sendable {
    package var filter = MessageFilter()
    package var position = PagePosition.newest
    package var errors: [FieldError] = []
    /// The values as received, for the form and for the addresses of other pages.
    package private(set) var given: [(String, String)] = []
    /// What its addresses carry besides (`InAccount.place`).
    let place: [(String, String?)]

    /// The value of `status` that means every status of failure.
    package static let notDelivered = "not-delivered"
    package static let names = ["number", "words", "id", "status", "country", "error", "sender", "from", "to"]
    /// What the page asks besides: the one box, and a time by its name.
    private static let ofPages = ["q", "time"]
    /// Everything that the page asks.
    static var allNames: [String] { names + ofPages }

    /// `older` and `newer` are the query parameters with the key of a page. A page can be turned both ways, the API's list only one way.
    package init(_ values: Values, place: [(String, String?)] = [], older: String = "before", newer: String? = "after") {
        self.place = place
        var wrong: [FieldError] = []
        given = (Self.names + (newer == nil ? [] : Self.ofPages)).map { ($0, String(values.text($0).prefix(200))) }
        filter.number = self["number"]
        filter.words = self["words"]
        filter.id = self["id"]
        filter.country = self["country"].uppercased()
        filter.sender = self["sender"]
        filter.error = self["error"]
        if !filter.error.utf8.allSatisfy({ (48...57).contains($0) }) {
            wrong.append(FieldError("error", "messages.choose-error"))
        }
        switch self["status"] {
        case "": break
        case Self.notDelivered: filter.statuses = MessageStatus.failures
        case let word:
            if let status = MessageStatus(rawValue: word) {
                filter.statuses = [status]
            } else {
                wrong.append(FieldError("status", "messages.choose-status"))
            }
        }
        if !self["time"].isEmpty, TimePreset(rawValue: self["time"]) == nil { wrong.append(FieldError("time", "messages.choose-time")) }
        if filter.search.isTooLong { wrong.append(FieldError("words", Phrase("messages.too-many-words", ["most": SearchQuery.longest]))) }
        if NumberQuery.hasStarWithin(filter.number) {
            wrong.append(FieldError("number", "messages.star-within"))
        }
        filter.firstDay = Self.day(self["from"], "from", "messages.first-day-form", &wrong)
        filter.lastDay = Self.day(self["to"], "to", "messages.last-day-form", &wrong)
        if let first = filter.firstDay, let last = filter.lastDay, last < first {
            wrong.append(FieldError("to", "messages.last-before-first"))
        }
        if let key = Self.key(values, older, &wrong) { position = .olderThan(key) }
        if let newer, let key = Self.key(values, newer, &wrong) { position = .newerThan(key) }
        errors = wrong
    }

    /// The text of the one box.
    var box: String { self["q"] }

    /// The time that was chosen by its name; days that were written count before it.
    var preset: TimePreset? {
        filter.firstDay == nil && filter.lastDay == nil ? TimePreset(rawValue: self["time"]) : nil
    }

    /// What the reader asks with the box and the chosen time, in words that they know.
    func asked(_ box: BoxQuery, by reader: Reader, at now: Timestamp) -> MessageFilter {
        var asked = filter
        preset?.apply(to: &asked, at: now, in: reader.zone)
        asked.apply(box)
        return asked
    }

    /// The same with another text in the box, from the newest on.
    func with(box text: String) -> MessageQuery { changing("q", to: text) }

    /// The same with another value, from the newest on.
    func changing(_ name: String, to value: String) -> MessageQuery {
        var copy = self
        copy.position = .newest
        copy.given = given.map { ($0.0, $0.0 == name ? value : $0.1) }
        return copy
    }

    package subscript(_ name: String) -> String { given.first { $0.0 == name }?.1 ?? "" }
    package var isNarrowed: Bool { given.contains { !$0.1.isEmpty } }

    /// `path` with the same filter and more values, for example for the next page or the file.
    func path(_ path: Path, _ more: [(String, String?)] = []) -> Path { self.path(path, place: place, more) }

    /// The same in another choice of account and project.
    func path(_ path: Path, place: [(String, String?)], _ more: [(String, String?)] = []) -> Path {
        path.query(given.filter { !$0.1.isEmpty }.map { ($0.0, $0.1) } + place + more)
    }

    /// The same on other days.
    func onDays(_ first: Int, _ last: Int) -> MessageQuery {
        changing("time", to: "").changing("from", to: Day.iso(first)).changing("to", to: Day.iso(last))
    }

    /// `path` with the same filter and the same page.
    func here(_ path: Path) -> Path {
        switch position {
        case .newest: self.path(path)
        case .olderThan(let key): self.path(path, [("before", String(key.number))])
        case .newerThan(let key): self.path(path, [("after", String(key.number))])
        }
    }

    private static func day(_ text: String, _ name: String, _ form: Phrase, _ errors: inout [FieldError]) -> Int? {
        guard !text.isEmpty else { return nil }
        guard let day = Day.parse(text) else {
            errors.append(FieldError(name, form))
            return nil
        }
        return day
    }

    private static func key(_ values: Values, _ name: String, _ errors: inout [FieldError]) -> TrafficKey? {
        guard let text = values[name], !text.isEmpty else { return nil }
        guard let number = Int64(text), number >= 0 else {
            errors.append(FieldError(name, "messages.no-such-page"))
            return nil
        }
        return TrafficKey(number: number)
    }
}
