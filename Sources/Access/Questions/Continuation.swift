internal import Core
package import Language

/// How a question that somebody is typing may go on: with words of the grammar, or with a name in their place (docs/asking.md).
package struct Continuation: Sendable, Equatable {
    package enum Meaning: Sendable, Equatable {
        /// Words of the grammar, in full.
        case words(String)
        /// Somebody, a part or a project, only a project, or a role whose name has words that begin so.
        case person([String])
        case thing([String])
        case project([String])
        case role([String])
    }

    package let meaning: Meaning
    package let language: Language
    /// What was typed before, and stays as it is.
    package let kept: String
    /// Whether the question is about others, whoever they are.
    package let isAboutOthers: Bool
    private let isLast: Bool

    /// The sentence with this in its place: ready to go on, or whole.
    package func sentence(with text: String) -> String { kept + text + (isLast ? "?" : " ") }

    /// Every way in which the sentence may go on, words of the grammar first.
    package static func all(of sentence: String) -> [Continuation] {
        let typed = TypedQuestion(String(sentence.prefix(300)))
        guard !typed.words.isEmpty else { return [] }
        var found: [Continuation] = []
        for form in QuestionForm.all {
            for continuation in form.continuations(of: typed) where !found.contains(continuation) { found.append(continuation) }
        }
        return found.filter(\.isOfWords) + found.filter { !$0.isOfWords }
    }

    private var isOfWords: Bool { if case .words = meaning { true } else { false } }

    init(_ meaning: Meaning, at start: Int, of typed: TypedQuestion, in form: QuestionForm, isLast: Bool) {
        self.meaning = meaning
        language = form.language
        kept = typed.text(before: start)
        isAboutOthers = form.isAboutOthers
        self.isLast = isLast
    }
}

/// What was typed so far: its words, folded, and where each begins.
struct TypedQuestion {
    private let text: String
    private var starts: [String.Index] = []
    private(set) var words: [String] = []
    /// Whether more letters may follow in the last word.
    private(set) var isInWord = false

    init(_ text: String) {
        self.text = text
        for index in text.indices {
            let letters = TextFolding.words(String(text[index])).joined()
            if letters.isEmpty {
                isInWord = false
            } else if isInWord {
                words[words.count - 1] += letters
            } else {
                words.append(letters)
                starts.append(index)
                isInWord = true
            }
        }
    }

    /// Everything before this word, or all of it with a space if there is no such word.
    func text(before word: Int) -> String {
        if word < starts.count { return String(text[..<starts[word]]) }
        return text.isEmpty || text.last == " " ? text : text + " "
    }
}
