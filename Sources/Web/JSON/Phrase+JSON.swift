internal import Core
package import Language

/// A phrase in an answer of our API, so that a product of ours can say it in its reader's language: the key with its arguments, as problems
/// have it beside the English sentence.
extension Phrase {
    package var json: JSON {
        switch self {
        case .key(let key, let arguments):
            ["key": .string(key), "arguments": .object(arguments.sorted { $0.key < $1.key }.map { ($0.key, $0.value.json) })]
        case .number(let number): .integer(Int64(number))
        case .text(let text), .link(let text), .decimal(let text): .string(text)
        case .day(let time): ["day": .string(time.rfc3339)]
        case .dayInUTC(let time): ["day_in_utc": .string(time.rfc3339)]
        case .time(let time): ["time": .string(time.rfc3339)]
        case .all(let phrases): ["all": .array(phrases.map(\.json))]
        case .any(let phrases): ["any": .array(phrases.map(\.json))]
        case .sentences(let phrases): ["sentences": .array(phrases.map(\.json))]
        case .title(let phrase): ["title": phrase.json]
        case .named(let names): ["names": Self.json(ofNames: names)]
        }
    }

    /// A name in its languages, by their tags: `{"en": "Users", "sv": "Användare"}`.
    package static func json(ofNames names: [Language: String]) -> JSON {
        .object(names.sorted { $0.key.rawValue < $1.key.rawValue }.map { ($0.key.rawValue, .string($0.value)) })
    }

    /// The name in its languages; nil if English is not among them.
    package init?(names json: JSON?) {
        var names: [Language: String] = [:]
        for (tag, name) in json?.object ?? [] { if let language = Language(rawValue: tag) { names[language] = name.string } }
        guard names[.english] != nil else { return nil }
        self = .named(names)
    }

    /// nil for what is not a phrase of ours.
    package init?(_ json: JSON?) {
        guard let json else { return nil }
        if let text = json.string {
            self = .text(text)
        } else if let number = json.integer {
            self = .number(Int(number))
        } else {
            guard let found = Self.composed(json) else { return nil }
            self = found
        }
    }

    private static func composed(_ json: JSON) -> Phrase? {
        func phrases(_ name: String) -> [Phrase]? { json[name]?.array.map { $0.compactMap { Phrase($0) } } }
        func moment(_ name: String) -> Timestamp? { json[name]?.string.flatMap { Timestamp(rfc3339: $0) } }
        if let key = json["key"]?.string {
            guard Phrase.isKnown(key) else { return nil }
            let arguments = (json["arguments"]?.object ?? []).compactMap { name, value in Phrase(value).map { (name, $0) } }
            return .key(key, Dictionary(arguments) { $1 })
        }
        return moment("day").map { .day($0) } ?? moment("day_in_utc").map { .dayInUTC($0) } ?? moment("time").map { .time($0) }
            ?? phrases("all").map { .all($0) } ?? phrases("any").map { .any($0) } ?? phrases("sentences").map { .sentences($0) }
            ?? json["title"].flatMap { Phrase($0) }.map { .title($0) } ?? Phrase(names: json["names"])
    }
}
