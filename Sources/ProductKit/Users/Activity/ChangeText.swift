internal import Core
internal import Language
internal import Web

/// What an event changed, in words: a line for each thing.
struct ChangeText {
    let lines: [Phrase]

    init(_ event: JSON) {
        var lines: [Phrase] = []
        if let name = event["changes"]?["name"]?.array, name.count == 2, let before = name[0].string, let after = name[1].string {
            lines.append(Phrase("event.changed-name", ["before": before, "after": after]))
        }
        if let roles = Self.sides(event["roles"], Self.name) {
            let key = roles.before.isEmpty ? "users.given-roles" : "users.changed-roles"
            lines.append(Phrase(key, Self.facts(roles)))
        }
        if let projects = Self.sides(event["projects"], Self.name) {
            let key = projects.before.isEmpty ? "users.given-projects" : "users.changed-projects"
            lines.append(Phrase(key, Self.facts(projects)))
        }
        if let below = Self.sides(event["below"], Self.name) {
            let key = below.before.isEmpty ? "users.given-below" : "users.changed-below"
            lines.append(Phrase(key, Self.facts(below)))
        }
        if let parent = Self.sides(event["parent"], Self.name) { lines.append(Phrase("event.changed-place", Self.places(parent))) }
        if let ends = Self.sides(event["ends"], Self.day) {
            let key = ends.before.isEmpty ? "users.given-end" : "users.changed-ends"
            lines.append(Phrase(key, Self.facts(ends)))
        }
        self.lines = lines
    }

    private static func sides(_ change: JSON?, _ read: (JSON) -> Phrase?) -> (before: [Phrase], after: [Phrase])? {
        guard let before = change?["before"]?.array, let after = change?["after"]?.array else { return nil }
        return (before.compactMap(read), after.compactMap(read))
    }

    private static func facts(_ sides: (before: [Phrase], after: [Phrase])) -> KeyValuePairs<String, any PhraseArgument> {
        func list(_ phrases: [Phrase]) -> Phrase { phrases.isEmpty ? "users.none-before" : .all(phrases) }
        return ["before": list(sides.before), "after": list(sides.after)]
    }

    private static func places(_ sides: (before: [Phrase], after: [Phrase])) -> KeyValuePairs<String, any PhraseArgument> {
        func place(_ phrases: [Phrase]) -> Phrase { phrases.first ?? "event.at-the-top" }
        return ["before": place(sides.before), "after": place(sides.after)]
    }

    private static func name(_ json: JSON) -> Phrase? {
        Phrase(names: json["names"]) ?? json["name"]?.string.map { .text($0) } ?? "users.closed-project"
    }

    private static func day(_ json: JSON) -> Phrase? {
        json.string.flatMap { Timestamp(rfc3339: $0) }.map { Phrase.day($0 - .milliseconds(1)) }
    }
}
