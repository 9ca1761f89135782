internal import Core

/// The terms under which the index knows a message. Both databases get the same, so that they find the same messages.
///
/// A beginning is a term of its own up to a length (`wordBeginnings`, `numberBeginnings`), because a search for a common one would otherwise
/// gather all messages before it shows fifty. Longer beginnings are rare enough to be looked up as ranges of terms.
enum SearchTerms {
    // Characters for private use mark what is no word of the text. Folding removes them from all input.
    private static let projectMark = "\u{E000}"
    private static let numberMark = "\u{E001}"
    private static let endingMark = "\u{E002}"
    private static let wordBeginningMark = "\u{E003}"
    private static let numberBeginningMark = "\u{E004}"

    /// Lengths in characters that have a term.
    static let wordBeginnings = 8
    static let numberBeginnings = 6
    private static let longestWord = 40

    static func project(_ number: Int64) -> String { projectMark + String(number) }
    static func word(_ folded: String) -> String { String(String.UnicodeScalarView(folded.unicodeScalars.prefix(longestWord))) }
    static func number(_ folded: String) -> String { numberMark + folded }
    /// The number backwards, so that its ending is a beginning.
    static func ending(_ folded: String) -> String { endingMark + String(folded.reversed()) }
    static func wordBeginning(_ folded: String) -> String { wordBeginningMark + folded }
    static func numberBeginning(_ folded: String) -> String { numberBeginningMark + folded }

    static func all(of message: Message) -> [String] {
        var terms: Set<String> = [project(message.project)]
        for party in [message.sender, message.recipient] { insertNumber(TextFolding.compact(party), into: &terms) }
        for piece in TextSplitter(message.body).pieces {
            switch piece {
            case .word(let text): insertWord(text, into: &terms)
            case .picture(let text): terms.insert(text)
            case .run(let characters, let size):
                for start in characters.indices {
                    insertWord(text(characters[start..<min(start + size, characters.count)]), into: &terms)
                }
            }
        }
        return terms.sorted()
    }

    static func text(_ characters: ArraySlice<Unicode.Scalar>) -> String { String(String.UnicodeScalarView(characters)) }

    private static func insertNumber(_ folded: String, into terms: inout Set<String>) {
        guard !folded.isEmpty else { return }
        terms.insert(number(folded))
        for beginning in beginnings(of: folded, upTo: numberBeginnings) { terms.insert(numberBeginning(beginning)) }
        if TextFolding.isDigits(folded) { terms.insert(ending(folded)) }
    }

    private static func insertWord(_ folded: String, into terms: inout Set<String>) {
        guard terms.insert(word(folded)).inserted else { return }
        for beginning in beginnings(of: folded, upTo: wordBeginnings) { terms.insert(wordBeginning(beginning)) }
    }

    private static func beginnings(of text: String, upTo length: Int) -> [String] {
        var beginning = String.UnicodeScalarView()
        return text.unicodeScalars.prefix(length).map { scalar in
            beginning.append(scalar)
            return String(beginning)
        }
    }
}
