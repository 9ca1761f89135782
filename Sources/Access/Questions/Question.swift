internal import Core

/// A question about access as somebody wrote it: its form is understood, its names are still words (docs/asking.md).
package enum Question: Sendable, Equatable {
    /// "Who can see billing?"
    case who(Action, thing: [String])
    /// "What can Anna open?"
    case what(person: [String])
    /// "What if Anna were Associate?"
    case whatIf(person: [String], role: [String])
    /// "Why can't Anna open billing?", "Can Anna open billing?"
    case why(person: [String], Action, thing: [String])

    /// Every way to understand the sentence, the likeliest first; none if it is no question of these forms. Words are folded: case, accents
    /// and punctuation do not matter.
    package static func read(_ sentence: String) -> [Question] {
        QuestionReader(words: TextFolding.words(String(sentence.prefix(300)))).questions
    }

    /// Whether the words mean whoever asks.
    package static func isSelf(_ words: [String]) -> Bool { words.count == 1 && ["i", "me", "myself", "jag", "mig"].contains(words[0]) }
}

/// The grammar: how each form begins, in English and in Swedish, and the verbs.
struct QuestionReader {
    let words: [String]

    // The words of a beginning are joined by hyphens.
    private static let who = ["who-can", "who-may", "who", "vem-kan", "vem-far", "vilka-kan", "vilka-far", "vem", "vilka"]
    private static let what = ["what-can", "what-may", "vad-kan", "vad-far"]
    private static let whatIf = ["what-if", "vad-hander-om", "tank-om"]
    private static let why = [
        "why-can-t", "why-cannot", "why-can", "why-may", "why", "varfor-kan", "varfor-far", "varfor", "can", "may", "kan", "far",
    ]
    private static let verbs: [String: Action] = [
        "see": .view, "sees": .view, "view": .view, "open": .view, "read": .view, "access": .view, "use": .view, "manage": .manage,
        "change": .manage, "edit": .manage, "se": .view, "ser": .view, "oppna": .view, "lasa": .view, "anvanda": .view,
        "hantera": .manage, "andra": .manage, "redigera": .manage,
    ]
    private static let copulas: Set = [
        "were", "was", "is", "had", "has", "became", "becomes", "got", "gets", "vore", "var", "ar", "blev", "blir", "hade", "har", "fick",
        "far",
    ]
    private static let negations: Set = ["not", "t", "inte", "ej"]
    static let articles: Set = ["a", "an", "the", "our", "my", "their", "en", "ett", "var", "vart", "min", "mitt"]

    var questions: [Question] {
        if let rest = rest(after: Self.whatIf) { return splits(rest, at: Self.copulas).map { .whatIf(person: $0, role: Self.noun($1)) } }
        if let rest = rest(after: Self.who) {
            guard let verb = rest.first, let action = Self.verbs[verb] else { return [] }
            let thing = Self.noun(Array(rest.dropFirst()))
            return thing.isEmpty ? [] : [.who(action, thing: thing)]
        }
        if let rest = rest(after: Self.what) {
            let hasVerb = rest.last.map { Self.verbs[$0] != nil || ["do", "gora"].contains($0) } ?? false
            let person = hasVerb ? Array(rest.dropLast()) : rest
            return person.isEmpty ? [] : [.what(person: person)]
        }
        guard let rest = rest(after: Self.why) else { return [] }
        return splits(rest, at: Set(Self.verbs.keys)).compactMap { person, thing in
            let verb = rest[person.count]
            let name = person.filter { !Self.negations.contains($0) }
            let noun = Self.noun(thing.filter { !Self.negations.contains($0) })
            guard let action = Self.verbs[verb], !name.isEmpty, !noun.isEmpty else { return nil }
            return .why(person: name, action, thing: noun)
        }
    }

    /// What follows the longest of these beginnings.
    private func rest(after beginnings: [String]) -> [String]? {
        for beginning in beginnings {
            let start = beginning.split(separator: "-").map(String.init)
            if words.starts(with: start), words.count > start.count { return Array(words.dropFirst(start.count)) }
        }
        return nil
    }

    /// What stands before and after such a word: a name may have one in it.
    private func splits(_ rest: [String], at separators: Set<String>) -> [(before: [String], after: [String])] {
        rest.indices.filter { separators.contains(rest[$0]) && $0 > 0 && $0 < rest.count - 1 }.map {
            (Array(rest[..<$0]), Array(rest[($0 + 1)...]))
        }
    }

    private static func noun(_ words: [String]) -> [String] {
        let rest = words.drop { articles.contains($0) }
        return rest.isEmpty ? words : Array(rest)
    }
}
