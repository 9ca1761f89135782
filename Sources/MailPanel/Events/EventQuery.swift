internal import Core
internal import Language
internal import SQL
internal import Traffic
internal import Web

/// What is asked of the events: one box, and lists beside it.
struct EventQuery: TimeRange, Sendable {
    static let names = ["q", "event", "domain", "receiving", "code", "message", "time", "from", "to"]
    private(set) var given: [(String, String)]
    private(set) var errors: [FieldError] = []
    private(set) var position = PagePosition.newest
    let place: [(String, String?)]
    var kinds: [MailEvent.Kind] = []
    var firstDay: Int?
    var lastDay: Int?
    var since: Timestamp?
    var until: Timestamp?
    /// What each part of the box is taken for.
    private(set) var parts: [BoxPart] = []

    enum BoxPart: Sendable, Equatable {
        case recipient(String), receiving(String), code(String), kind(MailEvent.Kind), message(String)
    }

    init(_ values: Values, place: [(String, String?)], by reader: Reader, at now: Timestamp) {
        self.place = place
        given = Self.names.map { ($0, String(values.text($0).prefix(254))) }
        if let kind = MailEvent.Kind(rawValue: self["event"]) {
            kinds = [kind]
        } else if !self["event"].isEmpty {
            errors.append(FieldError("event", "events.choose-event"))
        }
        if !self["time"].isEmpty, TimePreset(rawValue: self["time"]) == nil { errors.append(FieldError("time", "messages.choose-time")) }
        for name in ["from", "to"] where !self[name].isEmpty {
            guard let day = Day.parse(self[name]) else {
                errors.append(FieldError(name, name == "from" ? "messages.first-day-form" : "messages.last-day-form"))
                continue
            }
            if name == "from" { firstDay = day } else { lastDay = day }
        }
        if let firstDay, let lastDay, lastDay < firstDay { errors.append(FieldError("to", "messages.last-before-first")) }
        if firstDay == nil, lastDay == nil { TimePreset(rawValue: self["time"])?.apply(to: &self, at: now, in: reader.zone) }
        parts = self["q"].split(whereSeparator: \.isWhitespace).prefix(8).map { Self.part(String($0), for: reader) }
        if let before = Int64(values.text("before")), before >= 0 { position = .olderThan(TrafficKey(number: before)) }
        if let after = Int64(values.text("after")), after >= 0 { position = .newerThan(TrafficKey(number: after)) }
    }

    /// An address, `@domain` or a domain, a status code, the name of an event; anything else is the id of a mail.
    private static func part(_ text: String, for reader: Reader) -> BoxPart {
        if text.hasPrefix("@"), let domain = DomainName.canonical(String(text.dropFirst())) { return .receiving(domain) }
        if let address = EmailAddress(existing: text) { return .recipient(address.canonical) }
        let numbers = text.split(separator: ".", omittingEmptySubsequences: false)
        if numbers.count == 3, numbers.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (48...57).contains($0) } }) { return .code(text) }
        let kind = MailEvent.Kind.allCases.first {
            $0.rawValue == text.lowercased() || $0.words.text(for: reader).lowercased() == text.lowercased()
        }
        if let kind { return .kind(kind) }
        if let domain = DomainName.canonical(text) { return .receiving(domain) }
        return .message(text)
    }

    subscript(_ name: String) -> String { given.first { $0.0 == name }?.1 ?? "" }
    var isNarrowed: Bool { given.contains { !$0.1.isEmpty } }
    /// Whether the cells of days know what is asked.
    var isOfCells: Bool {
        since == nil && self["message"].isEmpty
            && parts.allSatisfy { part in
                switch part {
                case .recipient, .message: false
                case .receiving, .code, .kind: true
                }
            }
    }

    func path(_ path: Path, _ more: [(String, String?)] = []) -> Path {
        path.query(given.filter { !$0.1.isEmpty }.map { ($0.0, $0.1) } + place + more)
    }

    /// The same with another value, from the newest on.
    func changing(_ name: String, to value: String) -> EventQuery {
        var copy = self
        copy.position = .newest
        copy.given = given.map { ($0.0, $0.0 == name ? value : $0.1) }
        return copy
    }

    /// The condition on columns that events and cells both have.
    func condition(_ account: String) -> Statement {
        var condition: Statement = "account = \(account)"
        if !kinds.isEmpty { condition = condition + " AND kind IN \(list: kinds)" }
        for name in ["domain", "receiving", "code", "message"] where !self[name].isEmpty {
            let value = self[name]
            switch name {
            case "domain": condition = condition + " AND domain = \(value)"
            case "receiving": condition = condition + " AND receiving = \(value)"
            case "message": condition = condition + Self.message(value)
            default: condition = condition + Self.code(value)
            }
        }
        for part in parts {
            switch part {
            case .recipient(let address): condition = condition + " AND recipient = \(address)"
            case .receiving(let domain): condition = condition + " AND receiving = \(domain)"
            case .code(let code): condition = condition + Self.code(code)
            case .kind(let kind): condition = condition + " AND kind = \(kind)"
            case .message(let id): condition = condition + Self.message(id)
            }
        }
        return condition
    }

    /// The indexes of codes and mails leave out events without one: a database uses them only where the question leaves those out too.
    private static func code(_ code: String) -> Statement { " AND code = \(code) AND code <> ''" }
    private static func message(_ id: String) -> Statement { " AND message = \(id) AND message <> ''" }
}
