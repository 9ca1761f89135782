internal import Foundation

/// One form for what people write in many: lower case, without accents and vowel marks, digits of every script as `0` to `9`, and letters
/// that have no decomposition as the letters that people type for them (`Łódź` as `lodz`).
package enum TextFolding {
    package static func fold(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 128 }) { return text.lowercased() }
        var folded = String.UnicodeScalarView()
        for scalar in text.decomposedStringWithCompatibilityMapping.unicodeScalars {
            for lower in scalar.properties.lowercaseMapping.unicodeScalars where !isDropped(lower, after: folded.last) {
                if let replacement = letters[lower] {
                    folded.append(contentsOf: replacement.unicodeScalars)
                } else {
                    folded.append(digit(lower) ?? lower)
                }
            }
        }
        return String(folded).precomposedStringWithCanonicalMapping
    }

    /// Letters and digits of the text only, as one word: numbers and names of senders.
    package static func compact(_ text: String) -> String {
        // Most numbers and names are ASCII, where bytes are enough.
        if text.utf8.allSatisfy({ $0 < 128 }) { return String(decoding: text.utf8.compactMap(wordByte), as: UTF8.self) }
        return String(String.UnicodeScalarView(fold(text).unicodeScalars.filter(isWord)))
    }

    /// The letter or digit of ASCII, folded; nil for any other byte.
    package static func wordByte(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39, 0x61...0x7A: byte
        case 0x41...0x5A: byte | 0x20
        default: nil
        }
    }

    /// The words of the text, folded: letters and digits only.
    package static func words(_ text: String) -> [String] {
        fold(text).unicodeScalars.split { !isWord($0) }.map { String(String.UnicodeScalarView($0)) }
    }

    /// Whether each of the folded words begins a word of the text.
    package static func begins(_ words: [String], in text: String) -> Bool {
        let written = self.words(text)
        return words.allSatisfy { word in written.contains { $0.hasPrefix(word) } }
    }

    /// Whether the scalar is a part of a word: a letter, a digit, or a mark that changes its letter.
    package static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return (48...57).contains(scalar.value) || (97...122).contains(scalar.value) }
        switch scalar.properties.generalCategory {
        case .lowercaseLetter, .uppercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .decimalNumber, .letterNumber,
            .otherNumber, .nonspacingMark, .spacingMark:
            return true
        default: return false
        }
    }

    /// Whether folded text has digits only.
    package static func isDigits(_ folded: String) -> Bool { folded.utf8.allSatisfy { (48...57).contains($0) } }

    private static func digit(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        guard scalar.properties.generalCategory == .decimalNumber, let value = scalar.properties.numericValue else { return nil }
        return Unicode.Scalar(48 + UInt8(value))
    }

    /// Marks of Latin, Greek, Cyrillic, Arabic and Hebrew, signs that only change how a character looks, and signs that nobody sees. A
    /// zero-width space stays, since it parts words.
    private static func isDropped(_ scalar: Unicode.Scalar, after last: Unicode.Scalar?) -> Bool {
        switch scalar.value {
        // The breve of the letter й, which is no accent.
        case 0x0306: last != "\u{0438}"
        case 0x0300...0x036F, 0x1AB0...0x1AFF, 0x1DC0...0x1DFF, 0x20D0...0x20FF, 0xFE00...0xFE0F, 0xFE20...0xFE2F, 0xE0100...0xE01EF: true
        case 0x0591...0x05C7, 0x0610...0x061A, 0x064B...0x065F, 0x0670, 0x06D6...0x06ED, 0x08D3...0x08FF:
            scalar.properties.generalCategory == .nonspacingMark
        case 0x0640, 0x1F3FB...0x1F3FF: true
        case 0x200B: false
        default: scalar.properties.generalCategory == .format
        }
    }

    private static let letters: [Unicode.Scalar: String] = [
        "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŧ": "t", "ı": "i", "ŋ": "n",
        "ĸ": "k",
        "ς": "σ",
        // Arabic letters that keyboards and writers exchange: alef wasla, alef maksura and the Farsi yeh, teh marbuta, keheh, heh goal.
        "\u{0671}": "\u{0627}", "\u{0649}": "\u{064A}", "\u{06CC}": "\u{064A}", "\u{0629}": "\u{0647}", "\u{06A9}": "\u{0643}",
        "\u{06C1}": "\u{0647}",
        // Hebrew letters at the end of a word.
        "\u{05DA}": "\u{05DB}", "\u{05DD}": "\u{05DE}", "\u{05DF}": "\u{05E0}", "\u{05E3}": "\u{05E4}", "\u{05E5}": "\u{05E6}",
    ]
}
