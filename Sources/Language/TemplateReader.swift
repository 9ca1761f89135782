/// Reads the notation of a template.
struct TemplateReader {
    private let bytes: [UInt8]
    private var position = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    private var atEnd: Bool { position >= bytes.count }

    private func starts(with text: StaticString) -> Bool {
        text.withUTF8Buffer { bytes[position...].starts(with: $0) }
    }

    private mutating func consume(_ text: StaticString) -> Bool {
        guard starts(with: text) else { return false }
        position += text.utf8CodeUnitCount
        return true
    }

    private mutating func expect(_ text: StaticString) throws(Template.Malformed) {
        guard consume(text) else { throw Template.Malformed(reason: "\(text) is missing") }
    }

    /// The pieces up to the closing mark, which is consumed. `counted` is the argument of the plural around them.
    mutating func pieces(until end: StaticString?, counting counted: String?) throws(Template.Malformed) -> [Template.Piece] {
        var pieces: [Template.Piece] = []
        var text: [UInt8] = []
        func flush() {
            if !text.isEmpty { pieces.append(.text(String(decoding: text, as: UTF8.self))) }
            text = []
        }
        while !atEnd {
            if let end, consume(end) {
                flush()
                return pieces
            }
            if starts(with: "{") || starts(with: "**") || starts(with: "`") || starts(with: "[") || (counted != nil && starts(with: "#")) {
                flush()
                pieces.append(try special(counting: counted))
            } else {
                text.append(bytes[position])
                position += 1
            }
        }
        guard end == nil else { throw Template.Malformed(reason: "\(end.map { "\($0)" } ?? "") is missing") }
        flush()
        return pieces
    }

    private mutating func special(counting counted: String?) throws(Template.Malformed) -> Template.Piece {
        if let counted, consume("#") { return .count(counted) }
        if consume("**") { return .marked(.strong, try pieces(until: "**", counting: counted)) }
        if consume("`") { return .marked(.code, try pieces(until: "`", counting: counted)) }
        if consume("[") {
            let label = try pieces(until: "]", counting: counted)
            try expect("({")
            let name = try name()
            try expect("})")
            return .link(name, label)
        }
        try expect("{")
        let name = try name()
        if consume("}") { return .argument(name) }
        try expect(", plural,")
        return .plural(name, try forms(of: name))
    }

    private mutating func forms(of name: String) throws(Template.Malformed) -> [PluralForm: [Template.Piece]] {
        var forms: [PluralForm: [Template.Piece]] = [:]
        while !consume("}") {
            skipSpaces()
            let word = try self.name()
            guard let form = PluralForm(rawValue: word) else { throw Template.Malformed(reason: "\(word) is no plural form") }
            skipSpaces()
            try expect("{")
            forms[form] = try pieces(until: "}", counting: name)
            skipSpaces()
        }
        guard forms[.other] != nil else { throw Template.Malformed(reason: "the form other is missing") }
        return forms
    }

    private mutating func skipSpaces() { while consume(" ") {} }

    private mutating func name() throws(Template.Malformed) -> String {
        let letters = bytes[position...].prefix { (97...122).contains($0) || (65...90).contains($0) }
        guard !letters.isEmpty else { throw Template.Malformed(reason: "a name is missing") }
        position += letters.count
        return String(decoding: letters, as: UTF8.self)
    }
}
