internal import Core

/// The terms under which the index knows a message: only what never changes of it, so that news of a message leaves the index alone. Both
/// databases get the same, so that they find the same messages.
///
/// A number is known whole, by its beginnings and by its endings. The sender of what was sent is known whole alone: it is one of few, which stand
/// in a table (`SearchVocabulary`).
enum SearchTerms {
    // Characters for private use mark what is no word of the text. Folding removes them from all input.
    private static let projectMark = "\u{E000}"
    private static let numberMark = "\u{E001}"
    private static let endingMark = "\u{E002}"
    private static let senderMark = "\u{E003}"
    private static let beginningMark = "\u{E004}"
    private static let countryMark = "\u{E005}"

    /// Lengths in characters that have a term.
    static let beginnings = 3...8
    static let endings = 3...6
    static let longestWord = 40

    static func project(_ number: Int64) -> String { projectMark + String(number) }
    static func country(_ code: String) -> String { countryMark + code.lowercased() }
    static func word(_ folded: String) -> String {
        if folded.utf8.count <= longestWord { return folded }
        return String(String.UnicodeScalarView(folded.unicodeScalars.prefix(longestWord)))
    }
    /// A number, or a name that stands for it.
    static func number(_ folded: String) -> String { numberMark + folded }
    static func beginning(_ folded: String) -> String { beginningMark + folded }
    static func ending(_ digits: String) -> String { endingMark + digits }
    static func sender(_ folded: String) -> String { senderMark + folded }

    /// By which it is known how numbers begin at all: the shortest of their beginnings.
    static func shortBeginnings(_ folded: String) -> [String] {
        lengths(of: folded).prefix { $0 <= beginnings.lowerBound }.map { text(folded.unicodeScalars.prefix($0)) }
    }

    /// Of its beginnings. What is shorter than the shortest, and names, of which nobody can count up what a beginning goes on with, have
    /// shorter ones too.
    private static func lengths(of folded: String) -> ClosedRange<Int> {
        let count = folded.unicodeScalars.count
        let isLong = TextFolding.isDigits(folded) && count >= beginnings.lowerBound
        return (isLong ? beginnings.lowerBound : 1)...min(max(count, 1), beginnings.upperBound)
    }

    /// Those of the message and the words of its text.
    static func all(of text: MessageText, in project: Int64) -> [String] {
        var terms = [self.project(project)]
        if !text.country.isEmpty { terms.append(country(text.country)) }
        if !text.sender.isEmpty { terms.append(sender(text.sender)) }
        for number in text.numbers { append(number: number, to: &terms) }
        return terms + text.words
    }

    private static func append(number folded: String, to terms: inout [String]) {
        terms.append(number(folded))
        let ends = Ends(folded)
        for length in lengths(of: folded) { terms.append(beginning(ends.first(length))) }
        guard TextFolding.isDigits(folded) else { return }
        for length in min(ends.count, endings.lowerBound)...min(ends.count, endings.upperBound) { terms.append(ending(ends.last(length))) }
    }

    /// The first and last characters of a number. Most are ASCII, whose bytes are enough.
    private struct Ends {
        private let bytes: [UInt8]
        private let scalars: [Unicode.Scalar]
        let count: Int

        init(_ folded: String) {
            bytes = Array(folded.utf8)
            scalars = bytes.allSatisfy { $0 < 128 } ? [] : Array(folded.unicodeScalars)
            count = scalars.isEmpty ? bytes.count : scalars.count
        }

        func first(_ length: Int) -> String {
            scalars.isEmpty ? String(decoding: bytes.prefix(length), as: UTF8.self) : text(scalars.prefix(length))
        }

        func last(_ length: Int) -> String {
            scalars.isEmpty ? String(decoding: bytes.suffix(length), as: UTF8.self) : text(scalars.suffix(length))
        }
    }

    static func text(_ characters: some Sequence<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: characters)
        return String(text)
    }
}

/// What is looked for in a message, folded.
struct MessageText: Sendable {
    /// The recipient of what was sent, compacted; both sides of what came in.
    let numbers: [String]
    /// The sender of what was sent, compacted; empty of what came in.
    let sender: String
    let country: String
    /// Each once.
    let words: Set<String>

    init(direction: Message.Direction, sender: String, recipient: String, country: String, body: String) {
        let isSent = direction == .outbound
        numbers = (isSent ? [recipient] : [sender, recipient]).map(TextFolding.compact).filter { !$0.isEmpty }
        self.sender = isSent ? TextFolding.compact(sender) : ""
        self.country = country
        words = Self.words(of: body)
    }

    private static func words(of body: String) -> Set<String> {
        var words: Set<String> = []
        for piece in TextSplitter(body).pieces {
            switch piece {
            case .word(let text): words.insert(SearchTerms.word(text))
            case .picture(let text): words.insert(text)
            case .run(let characters, let size):
                for start in characters.indices {
                    words.insert(SearchTerms.text(characters[start..<min(start + size, characters.count)]))
                }
            }
        }
        return words
    }
}

extension Message {
    var text: MessageText {
        MessageText(direction: direction, sender: sender, recipient: recipient, country: country, body: body)
    }

    /// Whether the index knows both by the same terms.
    func hasSameTerms(as other: Message) -> Bool {
        project == other.project && direction == other.direction && sender == other.sender && recipient == other.recipient
            && country == other.country && body == other.body
    }
}
