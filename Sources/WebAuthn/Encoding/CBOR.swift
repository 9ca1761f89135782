/// A value in CBOR (RFC 8949), as far as authenticators write it: definite lengths, no floats, no tags (CTAP 2.2 section 8).
enum CBOR: Sendable, Equatable {
    case unsigned(UInt64)
    /// The number −1 − n.
    case negative(UInt64)
    case bytes([UInt8])
    case text(String)
    case array([CBOR])
    case map([(key: CBOR, value: CBOR)])
    case bool(Bool)
    case null

    static func == (left: CBOR, right: CBOR) -> Bool {
        switch (left, right) {
        case (.unsigned(let a), .unsigned(let b)), (.negative(let a), .negative(let b)): a == b
        case (.bytes(let a), .bytes(let b)): a == b
        case (.text(let a), .text(let b)): a == b
        case (.array(let a), .array(let b)): a == b
        case (.map(let a), .map(let b)): a.elementsEqual(b) { $0.key == $1.key && $0.value == $1.value }
        case (.bool(let a), .bool(let b)): a == b
        case (.null, .null): true
        default: false
        }
    }

    /// Reads the one value that the bytes are.
    init(_ bytes: [UInt8]) throws(WebAuthnRefusal) {
        var reader = CBORReader(bytes[...])
        self = try reader.value()
        guard reader.rest.isEmpty else { throw .malformed("something follows the CBOR value") }
    }

    subscript(_ key: Int) -> CBOR? { self[key < 0 ? .negative(UInt64(-1 - key)) : .unsigned(UInt64(key))] }
    subscript(_ key: String) -> CBOR? { self[.text(key)] }
    private subscript(_ key: CBOR) -> CBOR? {
        guard case .map(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    var bytes: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }
    var text: String? { if case .text(let text) = self { text } else { nil } }
    var integer: Int? {
        switch self {
        case .unsigned(let number): Int(exactly: number)
        case .negative(let number): Int(exactly: number).map { -1 - $0 }
        default: nil
        }
    }
}

/// Reads CBOR values one after the other.
struct CBORReader {
    private(set) var rest: ArraySlice<UInt8>
    /// Values within values, at most so deep. An attestation statement has four.
    private static let deepest = 8

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    mutating func value(depth: Int = 0) throws(WebAuthnRefusal) -> CBOR {
        guard depth < Self.deepest else { throw .malformed("CBOR is nested too deeply") }
        let first = try take(1)[0]
        if first >= 0xE0 { return try simple(first) }
        let argument = try argument(first & 0x1F)
        switch first >> 5 {
        case 0: return .unsigned(argument)
        case 1: return .negative(argument)
        case 2: return .bytes(try take(argument))
        case 3:
            guard let text = String(validating: try take(argument), as: UTF8.self) else { throw .malformed("a text is not UTF-8") }
            return .text(text)
        case 4:
            var items: [CBOR] = []
            for _ in 0..<(try count(argument)) { items.append(try value(depth: depth + 1)) }
            return .array(items)
        case 5: return .map(try members(argument, depth: depth))
        default: throw .malformed("CBOR has a tag")
        }
    }

    private mutating func members(_ count: UInt64, depth: Int) throws(WebAuthnRefusal) -> [(key: CBOR, value: CBOR)] {
        var members: [(key: CBOR, value: CBOR)] = []
        for _ in 0..<(try self.count(count)) {
            let key = try value(depth: depth + 1)
            guard !members.contains(where: { $0.key == key }) else { throw .malformed("a CBOR map has a key twice") }
            members.append((key, try value(depth: depth + 1)))
        }
        return members
    }

    private func simple(_ first: UInt8) throws(WebAuthnRefusal) -> CBOR {
        switch first {
        case 0xF4: return .bool(false)
        case 0xF5: return .bool(true)
        case 0xF6: return .null
        default: throw .malformed("CBOR has a value of no use here")
        }
    }

    /// The number that follows a head, in its shortest form.
    private mutating func argument(_ short: UInt8) throws(WebAuthnRefusal) -> UInt64 {
        guard short >= 24 else { return UInt64(short) }
        guard short <= 27 else { throw .malformed("CBOR has no definite length") }
        let width = 1 << (short - 24)
        let value = try take(UInt64(width)).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let least: UInt64 = width == 1 ? 24 : 1 << UInt64(4 * width)
        guard value >= least else { throw .malformed("a CBOR number is not in its shortest form") }
        return value
    }

    /// A number of items, each of which needs a byte at least.
    private func count(_ items: UInt64) throws(WebAuthnRefusal) -> Int {
        guard items <= rest.count else { throw .malformed("CBOR ends too early") }
        return Int(items)
    }

    mutating func take(_ count: UInt64) throws(WebAuthnRefusal) -> [UInt8] {
        guard count <= rest.count else { throw .malformed("CBOR ends too early") }
        let taken = rest.prefix(Int(count))
        rest = rest.dropFirst(Int(count))
        return Array(taken)
    }
}
