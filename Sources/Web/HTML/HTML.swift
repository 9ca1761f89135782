package import Core
package import Language

/// A piece of a page, written as a string literal. Every interpolated value is escaped, unless it is `HTML` itself. Phrases get their words
/// when the page is written for its reader.
package struct HTML: ExpressibleByStringInterpolation, Sendable {
    private var draft: Draft

    package init() { draft = Draft() }
    package init(stringLiteral literal: StaticString) { draft = Draft(bytes: literal.withUTF8Buffer { Array($0) }) }
    package init(stringInterpolation parts: Interpolation) { draft = parts.draft }
    /// Plain text, which is escaped.
    package init(text: some StringProtocol) {
        draft = Draft()
        draft.append(text: String(text))
    }

    /// The page's text for its reader, in UTF-8.
    package func bytes(for reader: Reader) -> [UInt8] { draft.bytes(for: reader) }
    /// As a program reads it.
    package var string: String { String(decoding: bytes(for: .program), as: UTF8.self) }
    package var isEmpty: Bool { draft.isEmpty }

    package static func += (left: inout HTML, right: HTML) { left.draft.append(right.draft) }
    package static func + (left: HTML, right: HTML) -> HTML {
        var result = left
        result += right
        return result
    }

    package static func join(_ parts: some Sequence<HTML>, separator: HTML = HTML()) -> HTML {
        var result = HTML()
        var first = true
        for part in parts {
            if !first { result += separator }
            first = false
            result += part
        }
        return result
    }

    package struct Interpolation: StringInterpolationProtocol {
        fileprivate var draft = Draft()

        package init(literalCapacity: Int, interpolationCount: Int) { draft.reserve(literalCapacity + interpolationCount * 24) }

        package mutating func appendLiteral(_ literal: StaticString) { draft.append(literal: literal) }
        package mutating func appendInterpolation(_ text: some StringProtocol) { draft.append(text: String(text)) }
        package mutating func appendInterpolation(_ destination: some Destination) { draft.append(text: destination.address) }
        package mutating func appendInterpolation(_ text: (some StringProtocol)?) { if let text { draft.append(text: String(text)) } }
        package mutating func appendInterpolation(_ number: some BinaryInteger) { draft.append(text: String(number)) }
        package mutating func appendInterpolation(_ phrase: Phrase) { draft.append(phrase) }
        package mutating func appendInterpolation(_ phrase: Phrase?) { if let phrase { draft.append(phrase) } }
        /// The words of the key.
        package mutating func appendInterpolation(words key: String, _ arguments: KeyValuePairs<String, any PhraseArgument> = [:]) {
            draft.append(Phrase(key, arguments))
        }
        package mutating func appendInterpolation(_ html: HTML) { draft.append(html.draft) }
        package mutating func appendInterpolation(_ html: HTML?) { if let html { draft.append(html.draft) } }
        package mutating func appendInterpolation(_ parts: some Sequence<HTML>) { for part in parts { draft.append(part.draft) } }
        package mutating func appendInterpolation(_ component: some Component) { draft.append(component.html.draft) }
        package mutating func appendInterpolation(_ components: some Sequence<some Component>) {
            for component in components { draft.append(component.html.draft) }
        }
        package mutating func appendInterpolation(_ component: (some Component)?) {
            if let component { draft.append(component.html.draft) }
        }
        /// No other value has a text for pages: what a program prints of an array or a request is nothing to show.
        package mutating func appendInterpolation(_ id: Identifier<some IdentifierKind>) { draft.append(text: id.text) }
        /// The piece if the condition is true, otherwise nothing.
        package mutating func appendInterpolation(_ html: @autoclosure () -> HTML, if condition: Bool) {
            if condition { draft.append(html().draft) }
        }
        /// ` name="value"` with the value escaped, or nothing if the value is nil.
        package mutating func appendInterpolation(attribute name: StaticString, _ value: String?) {
            appendInterpolation(attribute: name, value.map { Phrase.text($0) })
        }
        package mutating func appendInterpolation(attribute name: StaticString, _ value: Phrase?) {
            guard let value else { return }
            draft.append(literal: " ")
            draft.append(literal: name)
            draft.append(literal: "=\"")
            draft.append(value)
            draft.append(literal: "\"")
        }
    }
}

/// Something that can draw itself as HTML, so that it can be interpolated into an `HTML` literal.
package protocol Component: Sendable {
    var html: HTML { get }
}
