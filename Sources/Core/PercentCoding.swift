/// Percent-encoding (RFC 3986 section 2.1), and the form encoding of pairs that is built on it.
package enum PercentCoding {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Encodes everything except unreserved characters, for a value in a query, in a form or in one path segment.
    package static func encode(_ text: String) -> String {
        var result: [UInt8] = []
        result.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            switch byte {
            case 48...57, 65...90, 97...122, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): result.append(byte)
            default: result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// nil for a broken escape, invalid UTF-8 or NUL.
    package static func decode(_ bytes: some Collection<UInt8>, plusIsSpace: Bool) -> String? {
        bytes.withContiguousBytes { decode($0, plusIsSpace: plusIsSpace) }
    }

    private static func decode(_ bytes: UnsafeBufferPointer<UInt8>, plusIsSpace: Bool) -> String? {
        // Most names and values have nothing to decode.
        let isPlain = bytes.allSatisfy { $0 != UInt8(ascii: "%") && $0 != 0 && ($0 != UInt8(ascii: "+") || !plusIsSpace) }
        if isPlain { return String(validating: bytes, as: UTF8.self) }
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

extension PercentCoding {
    package enum FormFailure: Error, Sendable { case malformed, tooMany }

    /// A query or form such as `a=1&b=2` (`application/x-www-form-urlencoded`). Pairs whose value is nil are left out.
    package static func query(_ pairs: [(String, String?)]) -> String {
        pairs.compactMap { name, value in value.map { encode(name) + "=" + encode($0) } }.joined(separator: "&")
    }

    /// Reads a query or form. Throws `malformed` if `decode` refuses a name or a value, `tooMany` for more than `limit` pairs.
    package static func pairs(_ form: some Collection<UInt8>, limit: Int) throws(FormFailure) -> [(name: String, value: String)] {
        var pairs: [(name: String, value: String)] = []
        for part in Array(form).split(separator: UInt8(ascii: "&")) {
            guard pairs.count < limit else { throw .tooMany }
            let halves = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decode(halves[0], plusIsSpace: true), let value = halves.count == 2 ? decode(halves[1], plusIsSpace: true) : ""
            else { throw .malformed }
            pairs.append((name, value))
        }
        return pairs
    }
}
