internal import Core

/// Splits text into what is looked up as one: words, runs of a script that is written without spaces, and pictures.
struct TextSplitter {
    enum Piece: Equatable {
        case word(String)
        /// Characters of a script without spaces, and how many of them in a row make one term: 2 for ideographs and kana, 3 for the alphabets
        /// of Thai, Lao, Burmese and Khmer.
        case run([Unicode.Scalar], size: Int)
        case picture(String)
    }

    private(set) var pieces: [Piece] = []
    private var current = String.UnicodeScalarView()
    private var size: Int?

    init(_ text: String) {
        guard !text.utf8.allSatisfy({ $0 < 128 }) else {
            pieces = Self.words(ofASCII: text)
            return
        }
        var flag: Unicode.Scalar?
        for scalar in TextFolding.fold(text).unicodeScalars {
            if let first = flag.take() {
                if Self.isFlagLetter(scalar) {
                    pieces.append(.picture(String(first) + String(scalar)))
                    continue
                }
                pieces.append(.picture(String(first)))
            }
            if TextFolding.isWord(scalar) {
                let size = Self.termSize(scalar)
                if size != self.size { finish() }
                self.size = size
                current.append(scalar)
            } else {
                finish()
                if Self.isFlagLetter(scalar) { flag = scalar } else if Self.isPicture(scalar) { pieces.append(.picture(String(scalar))) }
            }
        }
        if let flag { pieces.append(.picture(String(flag))) }
        finish()
    }

    /// Most texts are ASCII, which has words alone.
    private static func words(ofASCII text: String) -> [Piece] {
        var words: [Piece] = []
        var word: [UInt8] = []
        for byte in text.utf8 {
            if let folded = TextFolding.wordByte(byte) {
                word.append(folded)
            } else if !word.isEmpty {
                words.append(.word(String(decoding: word, as: UTF8.self)))
                word.removeAll(keepingCapacity: true)
            }
        }
        if !word.isEmpty { words.append(.word(String(decoding: word, as: UTF8.self))) }
        return words
    }

    private mutating func finish() {
        if !current.isEmpty { pieces.append(size.map { .run(Array(current), size: $0) } ?? .word(String(current))) }
        current = String.UnicodeScalarView()
        size = nil
    }

    private static func termSize(_ scalar: Unicode.Scalar) -> Int? {
        switch scalar.value {
        case 0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0xA9E0...0xA9FF, 0xAA60...0xAA7F: 3
        case 0x3005...0x3007, 0x3040...0x312F, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xA000...0xA48C, 0xF900...0xFAFF, 0x20000...0x3FFFF: 2
        default: nil
        }
    }

    private static func isPicture(_ scalar: Unicode.Scalar) -> Bool {
        !scalar.isASCII && (scalar.properties.generalCategory == .otherSymbol || scalar.properties.isEmoji)
    }

    /// Two of them are one flag.
    private static func isFlagLetter(_ scalar: Unicode.Scalar) -> Bool { (0x1F1E6...0x1F1FF).contains(scalar.value) }
}
