internal import Foundation

/// Turns text into terms, in the same way for the index and for queries: lower case, no accents, letters and digits only.
enum SearchTerms {
    /// Private use characters mark terms that are not words of the body. Folding removes these characters from all input.
    private static let projectMark = "\u{E000}"
    private static let numberMark = "\u{E001}"

    static func project(_ number: Int64) -> String { projectMark + String(number) }

    /// A phone number or the name of a sender as one term: digits and letters only, so that `+46 70-665` and `4670665` are the same.
    static func number(_ text: String) -> String? {
        var folded = words(text).joined()
        if text.hasPrefix("00") { folded.removeFirst(2) }
        return folded.isEmpty ? nil : numberMark + folded
    }

    static func all(of message: Message) -> [String] {
        var terms: Set<String> = [project(message.project)]
        terms.formUnion([number(message.sender), number(message.recipient)].compactMap(\.self))
        terms.formUnion(words(message.body))
        return terms.sorted()
    }

    /// The words of a text. Each character of a script that is written without spaces counts as one word.
    static func words(_ text: String) -> [String] {
        let isASCII = text.utf8.allSatisfy { $0 < 128 }
        let folded =
            isASCII ? text.lowercased() : text.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
        var words: [String] = []
        var word = ""
        func finish() {
            if !word.isEmpty { words.append(String(word.unicodeScalars.prefix(40))) }
            word = ""
        }
        for scalar in folded.unicodeScalars {
            if standsAlone(scalar) {
                finish()
                words.append(String(scalar))
            } else if belongs(scalar) {
                word.unicodeScalars.append(scalar)
            } else {
                finish()
            }
        }
        finish()
        return words
    }

    private static func belongs(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (48...57).contains(scalar.value) || (97...122).contains(scalar.value) }
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber, .letterNumber,
            .otherNumber,
            .nonspacingMark, .spacingMark:
            return true
        default: return false
        }
    }

    private static func standsAlone(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x3040...0x30FF, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x2FA1F: true
        default: false
        }
    }
}

/// A search: a message must contain every term. A `*` at the end of a word matches all words with that beginning.
struct SearchQuery: Hashable, Sendable {
    struct Term: Hashable, Sendable {
        var text: String
        var isPrefix: Bool
    }

    var terms: [Term] = []

    /// Both texts may be empty. Only the first twelve words are used: more words cost time and do not make the result more exact.
    init(words: String, number: String) {
        for part in words.split(whereSeparator: \.isWhitespace) {
            let found = SearchTerms.words(String(part))
            for (index, word) in found.enumerated() {
                terms.append(Term(text: word, isPrefix: part.hasSuffix("*") && index == found.count - 1))
            }
        }
        terms = Array(terms.prefix(12))
        let trimmed = number.trimmingCharacters(in: .whitespaces)
        if let term = SearchTerms.number(trimmed) { terms.append(Term(text: term, isPrefix: trimmed.hasSuffix("*"))) }
    }
}
