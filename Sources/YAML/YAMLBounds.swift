/// What a file may ask of whoever reads it. The parser calls itself for each level of nesting and writes out each reference, so that a text of
/// a few kilobytes could otherwise end the process or keep it busy for hours.
enum YAMLBounds {
    /// So many lists and mappings in brackets a file may have; no more can lie in each other.
    static let brackets = 1_000
    /// So far from its margin a line may begin; so many levels at most it adds by its indentation.
    static let margin = 400

    /// The first line that asks for more, with what it asks and what to do about it; nil if the whole file may be read.
    static func excess(in text: String) -> (line: Int, message: String, remedy: String)? {
        var scan = Scan()
        for scalar in text.unicodeScalars {
            if let found = scan.take(scalar) { return (scan.line, found.message, found.remedy) }
        }
        return nil
    }

    /// Judges character by character, without regard to quotes: what is counted is never less than what the parser meets.
    private struct Scan {
        var line = 1
        private var brackets = 0
        private var column = 0
        private var isInMargin = true
        /// Whether a value may begin here: on a new line, or behind what announces one.
        private var isOpen = true
        private var hasStar = false
        private var previous: Unicode.Scalar = "\n"

        mutating func take(_ scalar: Unicode.Scalar) -> (message: String, remedy: String)? {
            defer { previous = scalar }
            if hasStar, !scalar.properties.isWhitespace {
                return ("References (`*name`) are not read.", "Write out what is referred to.")
            }
            hasStar = false
            switch scalar {
            case "\n" where previous == "\r": break
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": breakLine(scalar)
            case " ", "\t": column += 1
            case "[", "{":
                brackets += 1
                isInMargin = false
                isOpen = true
            case "-", "?", ":":
                column += 1
                isOpen = true
            case ",":
                isInMargin = false
                isOpen = true
            case "*" where isOpen:
                hasStar = true
                isInMargin = false
            default:
                isInMargin = false
                isOpen = false
            }
            if brackets > YAMLBounds.brackets {
                return ("The file has more than \(YAMLBounds.brackets) lists and mappings in brackets.", "Write fewer, or lists by lines.")
            }
            if isInMargin, column > YAMLBounds.margin {
                return ("The line begins \(column) columns from its margin.", "Nest less deeply.")
            }
            return nil
        }

        /// The parser takes all of these for the end of a line; an editor counts two of them.
        private mutating func breakLine(_ scalar: Unicode.Scalar) {
            if scalar == "\n" || scalar == "\r" { line += 1 }
            column = 0
            isInMargin = true
            isOpen = true
        }
    }
}
