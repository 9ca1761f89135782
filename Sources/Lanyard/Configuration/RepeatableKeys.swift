internal import Yams

/// Reads YAML with duplicate keys. Yams refuses such a file completely. Here each earlier entry is kept under a marked name, so that the
/// duplicate can be reported with its line, together with the other mistakes of the file.
enum RepeatableKeys {
    /// A private use character: nobody writes it, and YAML allows it in a name.
    private static let mark: Unicode.Scalar = "\u{E000}"

    /// Throws `YamlError`.
    static func compose(_ yaml: String) throws -> Node? {
        var text = yaml
        for _ in 0..<1000 {
            do { return try Yams.compose(yaml: text) } catch YamlError.duplicatedKeysInMapping(_, let context) {
                // Inserts the mark after the first character of the name, which may be a quotation mark.
                guard let first = index(of: context.mark, in: text.unicodeScalars) else { break }
                text.unicodeScalars.insert(mark, at: text.unicodeScalars.index(after: first))
            }
        }
        return try Yams.compose(yaml: yaml)
    }

    /// The name of a key as written in the file, without the mark.
    static func name(of key: Node) -> String { String(String.UnicodeScalarView((key.string ?? "").unicodeScalars.filter { $0 != mark })) }

    /// The index of a line and column, counted as YAML counts them.
    private static func index(of place: Mark, in text: String.UnicodeScalarView) -> String.Index? {
        var line = 1
        var column = 1
        for index in text.indices {
            if (line, column) == (place.line, place.column) { return index }
            let next = text.index(after: index)
            switch text[index] {
            case "\r" where next < text.endIndex && text[next] == "\n": continue
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
                line += 1
                column = 1
            default: column += 1
            }
        }
        return nil
    }
}
