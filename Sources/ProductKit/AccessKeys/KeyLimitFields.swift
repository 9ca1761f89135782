internal import Core
internal import Language
internal import Web

/// When a key ends, and from where it may be used: fields of a form, and what of them the ID is told.
enum KeyLimitFields {
    static func html(_ form: FormState) -> HTML {
        let day = TextField("last_day", "access-keys.last-day", .date, in: form, hint: "access-keys.last-day-hint", optional: true)
        let networks = TextArea("networks", "access-keys.networks", rows: 3, in: form, hint: "access-keys.networks-hint", optional: true)
        return "\(day)\(networks)"
    }

    /// Those of a key, for the form that changes it.
    static func filled(_ key: AccessKey, for reader: Reader) -> [(String, String?)] {
        [("last_day", lastDay(of: key, for: reader)), ("networks", key.networks.joined(separator: "\n"))]
    }

    /// The values that the form began with, so that what somebody else changed meanwhile stays unless it is changed here.
    static func shown(_ key: AccessKey, for reader: Reader) -> HTML {
        HTML.join(([("name", key.name)] + filled(key, for: reader)).map { Hidden("shown_" + $0.0, $0.1 ?? "").html })
    }

    /// Whether the field has another value than it was shown with.
    static func isChanged(_ name: String, _ form: Values) -> Bool {
        func lines(_ text: String) -> [Substring] { text.split(whereSeparator: \.isWhitespace) }
        return form["shown_" + name].map { lines($0) != lines(form.text(name)) } ?? true
    }

    /// Throws a `Problem` for what is no day. `key`: whose end stays exactly as it is where its day was not changed.
    static func order(_ request: WebRequest, of key: AccessKey? = nil) throws -> [(String, JSON)] {
        let text = request.form.text("last_day")
        let isKept = key?.endsAt != nil && key.flatMap { lastDay(of: $0, for: request.reader) } == text
        let end = isKept ? key?.endsAt : text.isEmpty ? nil : request.reader.zone.end(of: text)
        guard end != nil || text.isEmpty else {
            throw Problem(
                status: 422, code: "invalid", title: "access-keys.cannot-make",
                fields: [FieldError("last_day", "access.key-end-in-the-past")])
        }
        let networks = request.form.text("networks").split { $0.isWhitespace || $0 == "," || $0 == ";" }.map { JSON.string(String($0)) }
        return [("expires_at", .text(end?.rfc3339)), ("networks", .array(networks))]
    }

    private static func lastDay(of key: AccessKey, for reader: Reader) -> String? {
        key.endsAt.map { reader.zone.calendarTime($0 - .milliseconds(1)).isoDate }
    }
}
