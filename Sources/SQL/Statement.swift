/// SQL in the dialect that both databases share, with its values separate from its text.
///
/// Written as a string literal whose interpolations become parameters, so that no value can ever become SQL:
/// `tx.first("SELECT name FROM people WHERE id = \(id)")`.
package struct Statement: ExpressibleByStringInterpolation, Sendable {
    /// The text with `$1`, `$2`, … in order of appearance; both databases accept that form.
    package private(set) var text: String
    package private(set) var values: [SQLValue]

    package init(stringLiteral text: String) {
        self.text = text
        values = []
    }
    package init(stringInterpolation parts: Interpolation) {
        text = parts.text
        values = parts.values
    }

    package static func + (left: Statement, right: Statement) -> Statement {
        var result = Interpolation(literalCapacity: 0, interpolationCount: 0)
        result.appendInterpolation(left)
        result.appendInterpolation(right)
        return Statement(stringInterpolation: result)
    }

    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var text = ""
        fileprivate var values: [SQLValue] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + interpolationCount * 3)
            values.reserveCapacity(interpolationCount)
        }

        package mutating func appendLiteral(_ literal: String) { text += literal }

        package mutating func appendInterpolation(_ value: some SQLEncodable) {
            values.append(value.sqlValue)
            text += "$" + String(values.count)
        }

        /// nil becomes NULL.
        package mutating func appendInterpolation(_ value: (some SQLEncodable)?) {
            values.append(value?.sqlValue ?? .null)
            text += "$" + String(values.count)
        }

        /// A list of values in brackets, for IN. An empty list becomes `(NULL)`, which nothing equals.
        package mutating func appendInterpolation(list: some Collection<some SQLEncodable>) {
            guard !list.isEmpty else { return text += "(NULL)" }
            text += "("
            for (index, value) in list.enumerated() {
                if index > 0 { text += ", " }
                appendInterpolation(value)
            }
            text += ")"
        }

        /// The names of columns, separated by commas.
        package mutating func appendInterpolation(columns names: [StaticString]) {
            for (index, name) in names.enumerated() { text += index > 0 ? ", \(name)" : "\(name)" }
        }

        /// A part of a statement; its parameters are numbered after the existing ones.
        package mutating func appendInterpolation(_ part: Statement) {
            let offset = values.count
            values += part.values
            guard offset > 0, !part.values.isEmpty else { return text += part.text }
            text += Statement.renumbered(part.text, by: offset)
        }

        /// Raw SQL text. Never use it for anything that came from outside.
        package mutating func appendInterpolation(sql: StaticString) { text += "\(sql)" }
    }

    /// Whether it begins, ends or splits a transaction, or changes the connection. Only the drivers may do this, so that a body can never
    /// commit half of its work.
    package var controlsTransaction: Bool {
        if text.hasPrefix("SELECT ") || text.hasPrefix("INSERT ") || text.hasPrefix("UPDATE ") || text.hasPrefix("DELETE ") { return false }
        var rest = Substring(text)
        while true {
            rest = rest.drop { $0.isWhitespace || $0 == ";" }
            if rest.hasPrefix("--") {
                rest = rest.drop { !$0.isNewline }
            } else if rest.hasPrefix("/*"), let end = rest.firstRange(of: "*/") {
                rest = rest[end.upperBound...]
            } else {
                return Statement.controlWords.contains(rest.prefix { $0.isLetter }.uppercased())
            }
        }
    }

    private static let controlWords: Set<String> = [
        "BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT", "RELEASE", "PREPARE", "SET", "ATTACH", "DETACH", "PRAGMA",
        "VACUUM",
    ]

    private static func renumbered(_ text: String, by offset: Int) -> String {
        var result = ""
        result.reserveCapacity(text.utf8.count + 8)
        var rest = text.utf8[...]
        while let mark = rest.firstIndex(of: UInt8(ascii: "$")) {
            let digits = rest[rest.index(after: mark)...].prefix { (48...57).contains($0) }
            result += Substring(rest[..<mark])
            result += Int(Substring(digits)).map { "$" + String($0 + offset) } ?? "$"
            rest = rest[digits.endIndex...]
        }
        return result + Substring(rest)
    }
}
