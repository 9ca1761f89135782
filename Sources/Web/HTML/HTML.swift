/// A piece of a page, written as a string literal. Every interpolated value is escaped, unless it is `HTML` itself.
///
/// Escaping looks at UTF-8 bytes, never at characters: a quote followed by a combining mark is still a quote to a browser.
package struct HTML: ExpressibleByStringInterpolation, Sendable {
    package private(set) var bytes: [UInt8]

    package init() { bytes = [] }
    package init(stringLiteral literal: StaticString) {
        bytes = literal.withUTF8Buffer { Array($0) }
    }
    package init(stringInterpolation parts: Interpolation) { bytes = parts.bytes }
    /// Plain text, which is escaped.
    package init(text: some StringProtocol) {
        bytes = []
        Self.escape(text, into: &bytes)
    }

    package var string: String { String(decoding: bytes, as: UTF8.self) }
    package var isEmpty: Bool { bytes.isEmpty }

    package static func += (left: inout HTML, right: HTML) { left.bytes += right.bytes }
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
        fileprivate var bytes: [UInt8] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            bytes.reserveCapacity(literalCapacity + interpolationCount * 24)
        }

        package mutating func appendLiteral(_ literal: StaticString) {
            literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
        }

        package mutating func appendInterpolation(_ text: some StringProtocol) { HTML.escape(text, into: &bytes) }
        package mutating func appendInterpolation(_ text: (some StringProtocol)?) { if let text { HTML.escape(text, into: &bytes) } }
        package mutating func appendInterpolation(_ number: some BinaryInteger) { bytes.append(contentsOf: String(number).utf8) }
        package mutating func appendInterpolation(_ html: HTML) { bytes.append(contentsOf: html.bytes) }
        package mutating func appendInterpolation(_ html: HTML?) { if let html { bytes.append(contentsOf: html.bytes) } }
        package mutating func appendInterpolation(_ parts: some Sequence<HTML>) {
            for part in parts { bytes.append(contentsOf: part.bytes) }
        }
        package mutating func appendInterpolation(_ component: some Component) { bytes.append(contentsOf: component.html.bytes) }
        package mutating func appendInterpolation(_ component: (some Component)?) {
            if let component { bytes.append(contentsOf: component.html.bytes) }
        }
        /// Ids and similar values: their description, escaped.
        @_disfavoredOverload
        package mutating func appendInterpolation(_ value: some CustomStringConvertible) { HTML.escape(value.description, into: &bytes) }
        /// The piece if the condition is true, otherwise nothing.
        package mutating func appendInterpolation(_ html: @autoclosure () -> HTML, if condition: Bool) {
            if condition { bytes.append(contentsOf: html().bytes) }
        }
        /// ` name="value"` with the value escaped, or nothing if the value is nil.
        package mutating func appendInterpolation(attribute name: StaticString, _ value: String?) {
            guard let value else { return }
            bytes.append(UInt8(ascii: " "))
            name.withUTF8Buffer { bytes.append(contentsOf: $0) }
            bytes.append(contentsOf: "=\"".utf8)
            HTML.escape(value, into: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
    }
}

/// Something that can draw itself as HTML, so that it can be interpolated into an `HTML` literal.
package protocol Component: Sendable {
    var html: HTML { get }
}

extension HTML {
    private static let marks: [Bool] = (0..<256).map { [0x26, 0x3C, 0x3E, 0x22, 0x27].contains($0) }

    /// NUL is dropped: HTML does not allow it, and a browser would replace it with another character.
    fileprivate static func escape(_ text: some StringProtocol, into bytes: inout [UInt8]) {
        var text = String(text)
        text.withUTF8 { source in
            var clean = true
            for byte in source where marks[Int(byte)] || byte == 0 {
                clean = false
                break
            }
            guard !clean else { return bytes.append(contentsOf: source) }
            for byte in source {
                switch byte {
                case UInt8(ascii: "&"): bytes.append(contentsOf: "&amp;".utf8)
                case UInt8(ascii: "<"): bytes.append(contentsOf: "&lt;".utf8)
                case UInt8(ascii: ">"): bytes.append(contentsOf: "&gt;".utf8)
                case UInt8(ascii: "\""): bytes.append(contentsOf: "&quot;".utf8)
                case UInt8(ascii: "'"): bytes.append(contentsOf: "&#39;".utf8)
                case 0: break
                default: bytes.append(byte)
                }
            }
        }
    }
}
