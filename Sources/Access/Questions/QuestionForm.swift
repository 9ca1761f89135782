internal import Core
internal import Language

/// A form of question as it is written out in a language, part by part, so that what is typed of it can be continued.
struct QuestionForm {
    enum Part: Equatable {
        /// What is written, and the words of it and of whatever is understood in its place, folded.
        case grammar(String, ways: [[String]])
        case person, thing, role

        /// Words of the grammar are joined by hyphens.
        static func words(_ written: String, or others: [String]) -> Part {
            .grammar(written.replacing("-", with: " "), ways: ([written] + others).map { TextFolding.words($0) })
        }
    }

    let language: Language
    let parts: [Part]

    init(_ language: Language, _ parts: Part...) {
        self.language = language
        self.parts = parts
    }

    var isAboutOthers: Bool { !parts.contains(.person) }

    static let all: [QuestionForm] = {
        let who = Part.words("Who-can", or: ["who-may", "who"])
        let what = Part.words("What-can", or: ["what-may"])
        let whatIf = Part.words("What-if", or: [])
        let why = Part.words("Why-can’t", or: ["why-cannot", "why-can", "why-may", "why"])
        let may = Part.words("Can", or: ["may"])
        let see = Part.words("see", or: ["view", "open", "read", "access", "use"])
        let open = Part.words("open", or: ["not-open", "see", "view", "read", "access", "use"])
        let manage = Part.words("manage", or: ["not-manage", "change", "edit"])
        let were = Part.words("were", or: ["was", "is", "had", "has", "became", "becomes", "got", "gets"])
        return [
            .init(.english, who, see, .thing), .init(.english, who, manage, .thing), .init(.english, what, .person, open),
            .init(.english, whatIf, .person, were, .role), .init(.english, why, .person, open, .thing),
            .init(.english, why, .person, manage, .thing), .init(.english, may, .person, see, .thing),
            .init(.english, may, .person, manage, .thing),
        ] + swedish
    }()

    private static let swedish: [QuestionForm] = {
        let who = Part.words("Vem-kan", or: ["vem-får", "vilka-kan", "vilka-får", "vem", "vilka"])
        let what = Part.words("Vad-kan", or: ["vad-får"])
        let whatIf = Part.words("Vad-händer-om", or: ["tänk-om"])
        let why = Part.words("Varför-kan", or: ["varför-får", "varför"])
        let may = Part.words("Kan", or: ["får"])
        let see = Part.words("se", or: ["öppna", "läsa", "använda"])
        let open = Part.words("öppna", or: ["se", "läsa", "använda"])
        let notOpen = Part.words("inte-öppna", or: ["öppna", "inte-se", "se", "inte-läsa", "läsa", "inte-använda", "använda"])
        let manage = Part.words("hantera", or: ["ändra", "redigera"])
        let notManage = Part.words("inte-hantera", or: ["hantera", "inte-ändra", "ändra", "inte-redigera", "redigera"])
        let were = Part.words("blir", or: ["vore", "var", "är", "blev", "hade", "har", "fick", "får"])
        return [
            .init(.swedish, who, see, .thing), .init(.swedish, who, manage, .thing), .init(.swedish, what, .person, open),
            .init(.swedish, whatIf, .person, were, .role), .init(.swedish, why, .person, notOpen, .thing),
            .init(.swedish, why, .person, notManage, .thing), .init(.swedish, may, .person, see, .thing),
            .init(.swedish, may, .person, manage, .thing),
        ]
    }()

    func continuations(of typed: TypedQuestion) -> [Continuation] { continuations(of: typed, from: 0, at: 0) }

    /// What may stand where these words begin, if this part does.
    private func continuations(of typed: TypedQuestion, from part: Int, at start: Int) -> [Continuation] {
        guard part < parts.count else { return [] }
        let rest = Array(typed.words[start...])
        let isLast = part == parts.count - 1
        func continuation(_ meaning: Continuation.Meaning, at start: Int) -> Continuation {
            Continuation(meaning, at: start, of: typed, in: self, isLast: isLast)
        }
        func next(at start: Int) -> [Continuation] {
            // While more letters may follow in the last word, nothing follows it.
            start == typed.words.count && typed.isInWord ? [] : continuations(of: typed, from: part + 1, at: start)
        }
        switch parts[part] {
        case .grammar(let written, let ways):
            let own = typed.mayBegin(ways[0], at: start) ? [continuation(.words(written), at: start)] : []
            return own + (ways.first { rest.starts(with: $0) }.map { next(at: start + $0.count) } ?? [])
        case .person: return [continuation(.person(rest), at: start)] + rest.indices.flatMap { next(at: start + $0 + 1) }
        case .thing:
            let noun = typed.noun(at: start)
            let things = [continuation(.thing(Array(typed.words[noun...])), at: noun)]
            guard let project = typed.projectName(at: noun) else { return things }
            return things + [continuation(.project(Array(typed.words[project...])), at: project)]
        case .role:
            let noun = typed.noun(at: start)
            return [continuation(.role(Array(typed.words[noun...])), at: noun)]
        }
    }
}

extension TypedQuestion {
    /// Whether these words begin with what was typed from there on, and go on.
    fileprivate func mayBegin(_ written: [String], at start: Int) -> Bool {
        let rest = Array(words[start...])
        guard rest.count < written.count || (rest.count == written.count && isInWord) else { return false }
        return rest.indices.allSatisfy { index in
            isInWord && index == rest.count - 1 ? written[index].hasPrefix(rest[index]) : written[index] == rest[index]
        }
    }

    /// Where the noun begins: behind articles, unless the article is still being typed.
    fileprivate func noun(at start: Int) -> Int {
        var noun = start
        while noun < words.count, QuestionReader.articles.contains(words[noun]), isBehind(noun) { noun += 1 }
        return noun
    }

    /// Where the name of a project begins, if the word project stands before it.
    fileprivate func projectName(at noun: Int) -> Int? {
        noun < words.count && Thing.projectWords.contains(words[noun]) && isBehind(noun) ? noun + 1 : nil
    }

    private func isBehind(_ word: Int) -> Bool { word < words.count - 1 || !isInWord }
}
