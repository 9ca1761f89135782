internal import Core
internal import SQL

/// Holds rows of messages to parts of a search that no index tells.
struct RowReading {
    private let parts: [SearchQuery.Part]
    private let words: [ASCIIWord]
    private let numbers: [SearchQuery.Part]

    init(_ parts: [SearchQuery.Part]) {
        self.parts = parts
        words = parts.compactMap { ASCIIWord($0) }
        numbers = parts.filter { !$0.isOfWords }
    }

    private var hasWords: Bool { parts.contains(where: \.isOfWords) }

    /// What is read beside the columns that were asked for.
    var columns: Statement {
        let sides: Statement =
            numbers.isEmpty ? "" : ", m.direction AS of_direction, m.sender AS of_sender, m.recipient AS of_recipient"
        return hasWords ? sides + ", m.body AS of_body" : sides
    }

    func fits(_ row: Row) throws -> Bool {
        let body: String = hasWords ? try row["of_body"] : ""
        if words.count + numbers.count == parts.count, body.utf8.allSatisfy({ $0 < 128 }) {
            guard words.allSatisfy({ $0.isIn(body) }) else { return false }
            guard !numbers.isEmpty else { return true }
            let text = try text(row, body: "")
            return numbers.allSatisfy { $0.matches(text) }
        }
        let text = try text(row, body: body)
        return parts.allSatisfy { $0.matches(text) }
    }

    private func text(_ row: Row, body: String) throws -> MessageText {
        guard !numbers.isEmpty else {
            return MessageText(direction: .outbound, sender: "", recipient: "", country: "", body: body)
        }
        return MessageText(
            direction: try row["of_direction"], sender: try row["of_sender"], recipient: try row["of_recipient"], country: "", body: body)
    }
}

/// A word of ASCII, or its beginning. In a text of ASCII it is found without splitting that into words.
private struct ASCIIWord {
    private let bytes: [UInt8]
    private let isBeginning: Bool

    init?(_ part: SearchQuery.Part) {
        let word: String
        switch part {
        case .word(let whole):
            word = whole
            isBeginning = false
        case .wordBeginning(let beginning):
            word = beginning
            isBeginning = true
        case .number, .sender, .country: return nil
        }
        bytes = Array(word.utf8)
        // Words of the index are cut at a length, which a comparison of bytes would have to know.
        guard bytes.allSatisfy({ $0 < 128 }), bytes.count < SearchTerms.longestWord else { return nil }
    }

    func isIn(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { text in
            var place = 0
            while place < text.count {
                var length = 0
                var isSame = true
                while place < text.count, let byte = TextFolding.wordByte(text[place]) {
                    if length < bytes.count, bytes[length] != byte { isSame = false }
                    length += 1
                    place += 1
                }
                if isSame, isBeginning ? length >= bytes.count : length == bytes.count { return true }
                place += 1
            }
            return false
        }
    }
}

extension SearchQuery.Part {
    var isOfWords: Bool {
        switch self {
        case .word, .wordBeginning: true
        case .number, .sender, .country: false
        }
    }

    /// Whether a condition on a column says the same.
    var isColumn: Bool {
        switch self {
        case .sender, .country: true
        case .word, .wordBeginning, .number: false
        }
    }
}
