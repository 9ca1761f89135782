/// JSON read strictly (RFC 8259): duplicate members, trailing text, lone surrogates, invalid UTF-8 and deep nesting are refused.
package enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// A whole number that fits in 64 bits.
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSONValue])
    case object([String: JSONValue])

    package struct Malformed: Error, Sendable {}

    /// Throws `Malformed`. At most 16 levels of nesting are allowed.
    package init(parsing bytes: [UInt8]) throws(Malformed) {
        var reader = JSONReader(bytes: bytes)
        self = try reader.document()
    }

    package subscript(_ member: String) -> JSONValue? {
        if case .object(let members) = self { members[member] } else { nil }
    }

    package var string: String? { if case .string(let text) = self { text } else { nil } }
    package var integer: Int64? { if case .integer(let number) = self { number } else { nil } }
    package var bool: Bool? { if case .bool(let flag) = self { flag } else { nil } }
    package var array: [JSONValue]? { if case .array(let values) = self { values } else { nil } }
    package var object: [String: JSONValue]? { if case .object(let members) = self { members } else { nil } }

    /// A list of strings, or one string as a list of one: `aud` and `roles` have these forms. nil for anything else.
    package var strings: [String]? {
        switch self {
        case .string(let text): return [text]
        case .array(let values):
            let texts = values.compactMap(\.string)
            return texts.count == values.count ? texts : nil
        default: return nil
        }
    }
}

struct JSONReader {
    let bytes: [UInt8]
    var position = 0
    private static let depthLimit = 16

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws(JSONValue.Malformed) -> JSONValue {
        let result = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw JSONValue.Malformed() }
        return result
    }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private mutating func consume(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    private mutating func expect(_ byte: UInt8) throws(JSONValue.Malformed) {
        guard consume(byte) else { throw JSONValue.Malformed() }
    }

    private mutating func word(_ text: StaticString, _ result: JSONValue) throws(JSONValue.Malformed) -> JSONValue {
        let wanted = text.withUTF8Buffer { Array($0) }
        guard bytes[position...].starts(with: wanted) else { throw JSONValue.Malformed() }
        position += wanted.count
        return result
    }

    private mutating func value(depth: Int) throws(JSONValue.Malformed) -> JSONValue {
        guard depth < Self.depthLimit else { throw JSONValue.Malformed() }
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try text())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object(depth: Int) throws(JSONValue.Malformed) -> JSONValue {
        position += 1
        var members: [String: JSONValue] = [:]
        skipSpace()
        if consume(UInt8(ascii: "}")) { return .object(members) }
        while true {
            skipSpace()
            guard current == UInt8(ascii: "\"") else { throw JSONValue.Malformed() }
            let name = try text()
            skipSpace()
            try expect(UInt8(ascii: ":"))
            let member = try value(depth: depth + 1)
            guard members.updateValue(member, forKey: name) == nil else { throw JSONValue.Malformed() }
            skipSpace()
            if consume(UInt8(ascii: "}")) { return .object(members) }
            try expect(UInt8(ascii: ","))
        }
    }

    private mutating func array(depth: Int) throws(JSONValue.Malformed) -> JSONValue {
        position += 1
        var values: [JSONValue] = []
        skipSpace()
        if consume(UInt8(ascii: "]")) { return .array(values) }
        while true {
            values.append(try value(depth: depth + 1))
            skipSpace()
            if consume(UInt8(ascii: "]")) { return .array(values) }
            try expect(UInt8(ascii: ","))
        }
    }

    private mutating func digits() throws(JSONValue.Malformed) -> Int {
        let start = position
        while let byte = current, (48...57).contains(byte) { position += 1 }
        guard position > start else { throw JSONValue.Malformed() }
        return position - start
    }

    private mutating func number() throws(JSONValue.Malformed) -> JSONValue {
        let start = position
        _ = consume(UInt8(ascii: "-"))
        let leadingZero = current == UInt8(ascii: "0")
        let count = try digits()
        guard !leadingZero || count == 1 else { throw JSONValue.Malformed() }
        var whole = true
        if consume(UInt8(ascii: ".")) {
            whole = false
            _ = try digits()
        }
        if consume(UInt8(ascii: "e")) || consume(UInt8(ascii: "E")) {
            whole = false
            if !consume(UInt8(ascii: "+")) { _ = consume(UInt8(ascii: "-")) }
            _ = try digits()
        }
        let written = String(decoding: bytes[start..<position], as: UTF8.self)
        if whole, let integer = Int64(written) { return .integer(integer) }
        guard let double = Double(written), double.isFinite else { throw JSONValue.Malformed() }
        return .number(double)
    }

    private mutating func text() throws(JSONValue.Malformed) -> String {
        position += 1
        var result: [UInt8] = []
        while let byte = current {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: result, as: UTF8.self) else { throw JSONValue.Malformed() }
                return text
            case UInt8(ascii: "\\"): try escape(into: &result)
            case 0..<32: throw JSONValue.Malformed()
            default: result.append(byte)
            }
        }
        throw JSONValue.Malformed()
    }

    private mutating func escape(into result: inout [UInt8]) throws(JSONValue.Malformed) {
        guard let byte = current else { throw JSONValue.Malformed() }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(byte)
        case UInt8(ascii: "b"): result.append(8)
        case UInt8(ascii: "f"): result.append(12)
        case UInt8(ascii: "n"): result.append(10)
        case UInt8(ascii: "r"): result.append(13)
        case UInt8(ascii: "t"): result.append(9)
        case UInt8(ascii: "u"):
            var code = try fourHexDigits()
            if (0xD800...0xDBFF).contains(code) {
                try expect(UInt8(ascii: "\\"))
                try expect(UInt8(ascii: "u"))
                let low = try fourHexDigits()
                guard (0xDC00...0xDFFF).contains(low) else { throw JSONValue.Malformed() }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = UnicodeScalar(code) else { throw JSONValue.Malformed() }
            result.append(contentsOf: Array(String(Character(scalar)).utf8))
        default: throw JSONValue.Malformed()
        }
    }

    private mutating func fourHexDigits() throws(JSONValue.Malformed) -> UInt32 {
        guard position + 4 <= bytes.count else { throw JSONValue.Malformed() }
        var code: UInt32 = 0
        for byte in bytes[position..<position + 4] {
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue, byte < 128 else { throw JSONValue.Malformed() }
            code = code << 4 | UInt32(digit)
        }
        position += 4
        return code
    }
}
