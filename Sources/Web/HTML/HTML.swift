internal import Core

/// A piece of a page, written as a string literal. Every interpolated value is escaped, unless it is `HTML` itself.
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
        HTMLEscaping.append(String(text), to: &bytes)
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

        package mutating func appendInterpolation(_ text: some StringProtocol) { HTMLEscaping.append(String(text), to: &bytes) }
        package mutating func appendInterpolation(_ destination: some Destination) { HTMLEscaping.append(destination.address, to: &bytes) }
        package mutating func appendInterpolation(_ text: (some StringProtocol)?) {
            if let text { HTMLEscaping.append(String(text), to: &bytes) }
        }
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
        package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
            HTMLEscaping.append(value.description, to: &bytes)
        }
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
            HTMLEscaping.append(value, to: &bytes)
            bytes.append(UInt8(ascii: "\""))
        }
    }
}

/// Something that can draw itself as HTML, so that it can be interpolated into an `HTML` literal.
package protocol Component: Sendable {
    var html: HTML { get }
}
