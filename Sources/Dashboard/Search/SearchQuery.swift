internal import Core

/// A search: a message must have every part.
struct SearchQuery: Hashable, Sendable {
    enum Part: Hashable, Sendable {
        /// A word of the text, or a picture.
        case word(String)
        /// The beginning of a word of the text.
        case wordBeginning(String)
        /// The sender or the recipient fits one of them.
        case number([NumberPattern])
        /// The sender of what was sent, compacted.
        case sender(String)
        case country(String)

        func matches(_ text: MessageText) -> Bool {
            switch self {
            case .word(let word): text.words.contains(word)
            case .wordBeginning(let beginning): text.words.contains { $0.utf8.starts(with: beginning.utf8) }
            case .number(let patterns):
                patterns.contains { pattern in pattern.matches(text.sender) || text.numbers.contains(where: pattern.matches) }
            case .sender(let sender): text.sender == sender
            case .country(let country): text.country == country
            }
        }
    }

    /// More words cost time and do not make the result more exact.
    static let longest = 30

    private(set) var parts: [Part] = []
    /// Whether there were more words than are looked for.
    let isTooLong: Bool

    /// Both texts may be empty.
    init(words: String, number: String) {
        for part in words.split(whereSeparator: \.isWhitespace) {
            let pieces = TextSplitter(String(part)).pieces
            for (index, piece) in pieces.enumerated() {
                parts += Self.parts(of: piece, isBeginning: part.hasSuffix("*") && index == pieces.count - 1)
            }
        }
        isTooLong = parts.count > Self.longest
        parts = Array(parts.prefix(Self.longest))
        let patterns = NumberQuery(number).patterns
        if !patterns.isEmpty { parts.append(.number(patterns)) }
    }

    /// A message must also have this.
    mutating func require(_ part: Part) { parts.append(part) }

    func matches(_ text: MessageText) -> Bool { parts.allSatisfy { $0.matches(text) } }

    private static func parts(of piece: TextSplitter.Piece, isBeginning: Bool) -> [Part] {
        switch piece {
        case .picture(let text): [.word(text)]
        case .word(let text): [isBeginning ? .wordBeginning(SearchTerms.word(text)) : .word(SearchTerms.word(text))]
        case .run(let characters, let size) where characters.count < size: [.wordBeginning(SearchTerms.text(characters))]
        case .run(let characters, let size):
            (0...characters.count - size).map { .word(SearchTerms.text(characters[$0..<$0 + size])) }
        }
    }
}
