internal import Yams

/// Reads YAML in which a key stands more than once. Yams refuses such a file whole; here each earlier entry goes on under a marked name,
/// so that the repetition can be told with its line, beside the file's other mistakes.
enum RepeatableKeys {
    /// Of the private use area: nobody writes it, and YAML lets it stand in a name.
    private static let mark: Unicode.Scalar = "\u{E000}"

    /// Throws `YamlError`.
    static func compose(_ yaml: String) throws -> Node? {
        var text = yaml
        for _ in 0..<1000 {
            do { return try Yams.compose(yaml: text) } catch YamlError.duplicatedKeysInMapping(_, let context) {
                // Behind the name's first character, which may be a quotation mark.
                guard let first = index(of: context.mark, in: text.unicodeScalars) else { break }
                text.unicodeScalars.insert(mark, at: text.unicodeScalars.index(after: first))
            }
        }
        return try Yams.compose(yaml: yaml)
    }

    /// A key's name as it stands in the file.
    static func name(of key: Node) -> String { String(String.UnicodeScalarView((key.string ?? "").unicodeScalars.filter { $0 != mark })) }

    /// Where that line and column are, counted as YAML counts them.
    private static func index(of place: Mark, in text: String.UnicodeScalarView) -> String.Index? {
        var (line, column) = (1, 1)
        for index in text.indices {
            if (line, column) == (place.line, place.column) { return index }
            let next = text.index(after: index)
            switch text[index] {
            case "\r" where next < text.endIndex && text[next] == "\n": continue
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": (line, column) = (line + 1, 1)
            default: column += 1
            }
        }
        return nil
    }
}
