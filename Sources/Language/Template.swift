/// The words of one key in one language, taken apart. The notation is that of ICU's MessageFormat: `{name}`,
/// `{count, plural, one {# person} other {# people}}`; and of Markdown: `**strong**`, `` `code` ``, `[label]({link})`.
struct Template: Sendable, Hashable {
    enum Piece: Sendable, Hashable {
        case text(String)
        case argument(String)
        /// The number itself, within the forms of a plural.
        case count(String)
        case plural(String, [PluralForm: [Piece]])
        case marked(PhraseMark, [Piece])
        /// A label that leads to the address in the argument.
        case link(String, [Piece])
    }

    struct Malformed: Error, Equatable {
        let reason: String
    }

    let pieces: [Piece]

    init(_ words: String) throws(Malformed) {
        var reader = TemplateReader(bytes: Array(words.utf8))
        pieces = try reader.pieces(until: nil, counting: nil)
    }

    /// The names of all arguments.
    var arguments: Set<String> { Self.arguments(of: pieces) }

    private static func arguments(of pieces: [Piece]) -> Set<String> {
        pieces.reduce(into: []) { names, piece in
            switch piece {
            case .text: break
            case .argument(let name), .count(let name): names.insert(name)
            case .plural(let name, let forms):
                names.insert(name)
                for form in forms.values { names.formUnion(arguments(of: form)) }
            case .marked(_, let inner): names.formUnion(arguments(of: inner))
            case .link(let name, let inner):
                names.insert(name)
                names.formUnion(arguments(of: inner))
            }
        }
    }
}

/// How a part of a phrase is set.
package enum PhraseMark: String, Sendable, Hashable { case strong = "**", code = "`" }
