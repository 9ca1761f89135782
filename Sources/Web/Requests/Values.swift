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
    enum DecodingFailure: Error { case malformed, tooMany }

    /// Reads `application/x-www-form-urlencoded` strictly: a broken percent escape, invalid UTF-8 or NUL is refused.
    init(formEncoded bytes: some Collection<UInt8>, limit: Int = 500) throws(DecodingFailure) {
        var pairs: [(String, String)] = []
        for part in bytes.split(separator: UInt8(ascii: "&")) {
            guard pairs.count < limit else { throw .tooMany }
            let halves = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = PercentCoding.decode(halves[0], plusIsSpace: true),
                let value = halves.count == 2 ? PercentCoding.decode(halves[1], plusIsSpace: true) : ""
            else { throw .malformed }
            pairs.append((name, value))
        }
        self.init(pairs)
    }
}

/// Percent-encoding (RFC 3986 section 2.1).
package enum PercentCoding {
    private static let unreserved: Set<UInt8> = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)

    /// Encodes everything except unreserved characters, for a value in a query, in a form or in one path segment.
    package static func encode(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            if unreserved.contains(byte) { result.append(byte) } else { result += Array(("%" + Hex.encode([byte]).uppercased()).utf8) }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// A query such as `a=1&b=2`. Pairs whose value is nil are left out.
    package static func query(_ pairs: [(String, String?)]) -> String {
        pairs.compactMap { name, value in value.map { encode(name) + "=" + encode($0) } }.joined(separator: "&")
    }

    /// nil for a broken escape, invalid UTF-8 or NUL.
    static func decode(_ bytes: some Collection<UInt8>, plusIsSpace: Bool) -> String? {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var iterator = bytes.makeIterator()
        while let byte = iterator.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = iterator.next().flatMap(nibble), let low = iterator.next().flatMap(nibble) else { return nil }
                result.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: result.append(32)
            default: result.append(byte)
            }
        }
        return result.contains(0) ? nil : String(validating: result, as: UTF8.self)
    }

    private static func nibble(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }
}
