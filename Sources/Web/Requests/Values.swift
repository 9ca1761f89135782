internal import Core

/// The values of a query or a form, in the order they were sent.
package struct Values: Sendable, Equatable {
    package let pairs: [Pair]

    package struct Pair: Sendable, Equatable {
        package let name: String
        package let value: String
    }

    package init(_ pairs: [(String, String)] = []) { self.pairs = pairs.map { Pair(name: $0.0, value: $0.1) } }

    /// The first value with this name; nil if it was not sent.
    package subscript(_ name: String) -> String? { pairs.first { $0.name == name }?.value }
    package func all(_ name: String) -> [String] { pairs.filter { $0.name == name }.map(\.value) }
    package func has(_ name: String) -> Bool { pairs.contains { $0.name == name } }
    /// The first value without white space at its ends; empty if it was not sent.
    package func text(_ name: String) -> String {
        guard let value = self[name] else { return "" }
        let scalars = value.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[first...last])
    }
    package var names: [String] { pairs.map(\.name) }
    /// Names sent more than once, which OAuth endpoints must refuse (RFC 6749 section 3.1).
    package var duplicates: [String] {
        var seen: Set<String> = []
        return names.filter { !seen.insert($0).inserted }
    }
}

extension Values {
    /// Reads `application/x-www-form-urlencoded` strictly: a broken percent escape, invalid UTF-8 or NUL is refused.
    init(formEncoded bytes: some Collection<UInt8>, limit: Int = 500) throws(PercentCoding.FormFailure) {
        self.init(try PercentCoding.pairs(bytes, limit: limit).map { ($0.name, $0.value) })
    }
}
