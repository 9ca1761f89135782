internal import Core
internal import Language

/// HTML before its reader is known: bytes, and the phrases that stand between them.
struct Draft: Sendable {
    private struct Gap: Sendable {
        /// The place in the bytes.
        var place: Int
        let phrase: Phrase
        /// Within a tag, as the value of an attribute, the words have no elements of their own.
        let isAttribute: Bool
    }
    private var bytes: [UInt8] = []
    private var gaps: [Gap] = []

    init(bytes: [UInt8] = []) { self.bytes = bytes }

    var isEmpty: Bool { bytes.isEmpty && gaps.isEmpty }

    mutating func reserve(_ capacity: Int) { bytes.reserveCapacity(capacity) }
    mutating func append(literal: StaticString) { literal.withUTF8Buffer { bytes.append(contentsOf: $0) } }
    mutating func append(text: String) { HTMLEscaping.append(text, to: &bytes) }

    mutating func append(_ phrase: Phrase) {
        if case .text(let text) = phrase { return append(text: text) }
        gaps.append(Gap(place: bytes.count, phrase: phrase, isAttribute: endsInTag))
    }

    mutating func append(_ other: Draft) {
        let start = bytes.count
        bytes.append(contentsOf: other.bytes)
        for gap in other.gaps {
            var moved = gap
            moved.place += start
            gaps.append(moved)
        }
    }

    /// Text is escaped, so a bracket in the bytes is one of a tag.
    private var endsInTag: Bool {
        let bracket = bytes.last { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: ">") }
        return bracket == UInt8(ascii: "<")
    }

    func bytes(for reader: Reader) -> [UInt8] {
        guard !gaps.isEmpty else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + gaps.count * 32)
        var written = 0
        for gap in gaps {
            result.append(contentsOf: bytes[written..<gap.place])
            written = gap.place
            if gap.isAttribute {
                HTMLEscaping.append(gap.phrase.text(for: reader), to: &result)
            } else {
                var sink = WordsInHTML(bytes: result)
                result = []
                gap.phrase.write(to: &sink, for: reader)
                result = sink.bytes
            }
        }
        result.append(contentsOf: bytes[written...])
        return result
    }
}

/// Writes the words of a phrase into a page.
private struct WordsInHTML: PhraseSink {
    var bytes: [UInt8]

    mutating func write(_ text: String) { HTMLEscaping.append(text, to: &bytes) }
    mutating func begin(_ mark: PhraseMark) { bytes.append(contentsOf: "<\(mark.element)>".utf8) }
    mutating func end(_ mark: PhraseMark) { bytes.append(contentsOf: "</\(mark.element)>".utf8) }
    mutating func beginLink(to address: String) {
        bytes.append(contentsOf: "<a href=\"".utf8)
        HTMLEscaping.append(address, to: &bytes)
        bytes.append(contentsOf: "\">".utf8)
    }
    mutating func endLink() { bytes.append(contentsOf: "</a>".utf8) }
}

extension PhraseMark {
    fileprivate var element: String {
        switch self {
        case .strong: "strong"
        case .code: "code"
        }
    }
}
