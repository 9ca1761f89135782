internal import Language
internal import Web

/// The words, signs and values of a filter, in their order.
struct FilterWords {
    enum Word: Equatable {
        case word(String)
        case value(JSON)
        case sign(Unicode.Scalar)

        var text: String {
            switch self {
            case .word(let text): text
            case .value(let value): String(decoding: value.bytes, as: UTF8.self)
            case .sign(let sign): String(sign)
            }
        }
    }

    private let words: [Word]
    private var position = 0

    var next: Word? { position < words.count ? words[position] : nil }

    init(_ text: String) throws {
        var words: [Word] = []
        var rest = text.unicodeScalars[...]
        while let first = rest.first {
            switch first {
            case " ": rest.removeFirst()
            case "(", ")", "[", "]":
                words.append(.sign(first))
                rest.removeFirst()
            case "\"":
                let length = try Self.lengthOfText(rest)
                words.append(.value(try Self.value(rest.prefix(length))))
                rest = rest.dropFirst(length)
            default:
                let word = rest.prefix { !Self.signs.contains($0) }
                rest = rest.dropFirst(word.count)
                let text = String(word)
                words.append(["true", "false", "null"].contains(text) ? .value(try Self.value(word)) : Self.word(text))
            }
        }
        self.words = words
    }

    private static let signs: Set<Unicode.Scalar> = [" ", "(", ")", "[", "]", "\""]

    private static func word(_ text: String) -> Word {
        guard let number = Int64(text) else { return .word(text) }
        return .value(.integer(number))
    }

    private static func lengthOfText(_ text: String.UnicodeScalarView.SubSequence) throws -> Int {
        var length = 1
        var isEscaped = false
        for character in text.dropFirst() {
            length += 1
            if isEscaped { isEscaped = false } else if character == "\\" { isEscaped = true } else if character == "\"" { return length }
        }
        throw Problem.invalidFilter("A text in the filter does not end.")
    }

    private static func value(_ text: String.UnicodeScalarView.SubSequence) throws -> JSON {
        do { return try JSON(reading: Array(String(text).utf8)) } catch { throw Problem.invalidFilter("A value in the filter is no JSON.") }
    }

    mutating func skip() { position += 1 }

    mutating func take(_ sign: Unicode.Scalar) -> Bool {
        guard next == .sign(sign) else { return false }
        position += 1
        return true
    }

    mutating func take(word: String) -> Bool {
        guard case .word(let text)? = next, text.isSameName(word) else { return false }
        position += 1
        return true
    }
}
