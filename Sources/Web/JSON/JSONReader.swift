internal import Core
internal import Language

/// Reads JSON (RFC 8259) strictly: one value, no duplicate members, nesting of at most 32 levels, valid UTF-8.
struct JSONReader {
    struct Failure: Error { var reason: String }

    private let bytes: [UInt8]
    private var position = 0
    private static let deepest = 32

    static func read(_ bytes: [UInt8]) throws(Failure) -> JSON {
        var reader = JSONReader(bytes)
        let value = try reader.value(depth: 0)
        reader.skipBlanks()
        guard reader.position == bytes.count else { throw Failure(reason: "something follows the value") }
        return value
    }

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    private var current: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipBlanks() {
        while let byte = current, byte == 32 || byte == 10 || byte == 13 || byte == 9 { position += 1 }
    }

    private mutating func consume(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    private mutating func value(depth: Int) throws(Failure) -> JSON {
        guard depth <= Self.deepest else { throw Failure(reason: "it is nested too deeply") }
        skipBlanks()
        switch current {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case .some: return try number()
        case nil: throw Failure(reason: "it ends too early")
        }
    }

    private mutating func word(_ text: StaticString, _ value: JSON) throws(Failure) -> JSON {
        let expected = text.withUTF8Buffer { Array($0) }
        guard bytes[position...].starts(with: expected) else { throw unexpected() }
        position += expected.count
        return value
    }

    private func unexpected() -> Failure { Failure(reason: "byte \(position) is not expected there") }

    private mutating func object(depth: Int) throws(Failure) -> JSON {
        position += 1
        var members: [(String, JSON)] = []
        var names: Set<String> = []
        skipBlanks()
        if consume(UInt8(ascii: "}")) { return .object([]) }
        while true {
            skipBlanks()
            guard current == 34 else { throw unexpected() }
            let name = try string()
            guard names.insert(name).inserted else { throw Failure(reason: "the member “\(name.prefix(64))” is there twice") }
            skipBlanks()
            guard consume(UInt8(ascii: ":")) else { throw unexpected() }
            members.append((name, try value(depth: depth + 1)))
            skipBlanks()
            if consume(UInt8(ascii: "}")) { return .object(members) }
            guard consume(UInt8(ascii: ",")) else { throw unexpected() }
        }
    }

    private mutating func array(depth: Int) throws(Failure) -> JSON {
        position += 1
        var values: [JSON] = []
        skipBlanks()
        if consume(UInt8(ascii: "]")) { return .array([]) }
        while true {
            values.append(try value(depth: depth + 1))
            skipBlanks()
            if consume(UInt8(ascii: "]")) { return .array(values) }
            guard consume(UInt8(ascii: ",")) else { throw unexpected() }
        }
    }

    private mutating func number() throws(Failure) -> JSON {
        let start = position
        _ = consume(UInt8(ascii: "-"))
        let whole = digits()
        guard whole > 0, whole == 1 || bytes[position - whole] != UInt8(ascii: "0") else { throw unexpected() }
        var isWhole = true
        if consume(UInt8(ascii: ".")) {
            isWhole = false
            guard digits() > 0 else { throw unexpected() }
        }
        if consume(UInt8(ascii: "e")) || consume(UInt8(ascii: "E")) {
            isWhole = false
            if !consume(UInt8(ascii: "+")) { _ = consume(UInt8(ascii: "-")) }
            guard digits() > 0 else { throw unexpected() }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        guard text.utf8.count <= 64 else { throw Failure(reason: "a number is too long") }
        if isWhole, let number = Int64(text) { return .integer(number) }
        return .number(text)
    }

    private mutating func digits() -> Int {
        let start = position
        while let byte = current, (48...57).contains(byte) { position += 1 }
        return position - start
    }

    private mutating func string() throws(Failure) -> String {
        position += 1
        var output: [UInt8] = []
        while let byte = current {
            position += 1
            switch byte {
            case 34:
                guard let text = String(validating: output, as: UTF8.self) else { throw Failure(reason: "a text is not valid UTF-8") }
                return text
            case 92: try escape(into: &output)
            case 0..<32: throw Failure(reason: "a text holds a control character")
            default: output.append(byte)
            }
        }
        throw Failure(reason: "a text does not end")
    }

    private mutating func escape(into output: inout [UInt8]) throws(Failure) {
        let byte = current
        position += 1
        switch byte {
        case 34, 92, 47: output.append(byte ?? 0)
        case UInt8(ascii: "b"): output.append(8)
        case UInt8(ascii: "f"): output.append(12)
        case UInt8(ascii: "n"): output.append(10)
        case UInt8(ascii: "r"): output.append(13)
        case UInt8(ascii: "t"): output.append(9)
        case UInt8(ascii: "u"):
            var code = try hex()
            if (0xD800..<0xDC00).contains(code) {
                guard consume(92), consume(UInt8(ascii: "u")) else { throw Failure(reason: "half a surrogate pair") }
                let low = try hex()
                guard (0xDC00..<0xE000).contains(low) else { throw Failure(reason: "half a surrogate pair") }
                code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = UnicodeScalar(code) else { throw Failure(reason: "half a surrogate pair") }
            output += Array(String(scalar).utf8)
        default: throw unexpected()
        }
    }

    private mutating func hex() throws(Failure) -> UInt32 {
        guard position + 4 <= bytes.count, let code = UInt32(String(decoding: bytes[position..<position + 4], as: UTF8.self), radix: 16),
            bytes[position] != UInt8(ascii: "+")
        else { throw Failure(reason: "a broken escape") }
        position += 4
        return code
    }
}

extension JSON {
    /// Reads strictly; throws a `Problem` (400, `malformed-json`) that says what is wrong.
    package init(reading bytes: [UInt8]) throws {
        do { self = try JSONReader.read(bytes) } catch {
            throw Problem(status: 400, code: "malformed-json", title: .english("The body is not the JSON we read: \(error.reason)."))
        }
    }
}
