/// The parameters of a request, in their order and with repeated ones. Empty ones count as missing (RFC 6749 section 3.1).
package struct Parameters: Sendable {
    package let pairs: [(name: String, value: String)]
    private let byName: [String: [String]]

    package init(_ pairs: [(name: String, value: String)]) {
        self.pairs = pairs
        byName = Dictionary(grouping: pairs, by: \.name).mapValues { $0.map(\.value) }
    }

    /// The value; nil if the parameter is missing, empty or repeated.
    package subscript(_ name: String) -> String? {
        guard let values = byName[name], values.count == 1, !values[0].isEmpty else { return nil }
        return values[0]
    }

    /// Names given more than once: RFC 6749 section 3.1 forbids it.
    package var repeated: [String] { byName.filter { $0.value.count > 1 }.keys.sorted() }

    /// Space-separated words of a parameter, each once, in order.
    package func words(_ name: String) -> [String] {
        var seen: Set<String> = []
        return (self[name] ?? "").split(separator: " ").map(String.init).filter { seen.insert($0).inserted }
    }

    /// The form encoding of pairs (`application/x-www-form-urlencoded`).
    package static func encoded(_ pairs: [(name: String, value: String)]) -> String {
        pairs.map { escaped($0.name) + "=" + escaped($0.value) }.joined(separator: "&")
    }

    /// The text with every character except unreserved ones written as `%XX`.
    package static func escaped(_ text: String) -> String {
        var result: [UInt8] = []
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"):
                result.append(byte)
            default:
                let digits = Array("0123456789ABCDEF".utf8)
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// Reads the form encoding; nil for a broken escape, invalid UTF-8 or more than 100 pairs.
    package init?(encoded text: String) {
        var pairs: [(name: String, value: String)] = []
        for piece in Array(text.utf8).split(separator: UInt8(ascii: "&")) {
            let halves = piece.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard pairs.count < 100, let name = Self.unescaped(halves[0]), let value = halves.count == 2 ? Self.unescaped(halves[1]) : ""
            else { return nil }
            pairs.append((name, value))
        }
        self.init(pairs)
    }

    /// Decodes `+` as a space and `%XX` as its byte; nil for a broken escape or invalid UTF-8.
    package static func unescaped(_ text: ArraySlice<UInt8>) -> String? {
        var result: [UInt8] = []
        result.reserveCapacity(text.count)
        var bytes = text
        while let byte = bytes.popFirst() {
            switch byte {
            case UInt8(ascii: "+"): result.append(0x20)
            case UInt8(ascii: "%"):
                guard let high = bytes.popFirst().flatMap({ Character(UnicodeScalar($0)).hexDigitValue }),
                    let low = bytes.popFirst().flatMap({ Character(UnicodeScalar($0)).hexDigitValue })
                else { return nil }
                result.append(UInt8(high << 4 | low))
            default: result.append(byte)
            }
        }
        return String(validating: result, as: UTF8.self)
    }
}
