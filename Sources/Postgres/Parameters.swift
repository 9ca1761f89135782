internal import CPostgres
internal import SQL

/// A statement's values in libpq's binary form, with their types declared, so that the server never guesses `int4` or `text`.
struct Parameters {
    let types: [Oid]
    private let lengths: [Int32]
    private let offsets: [Int?]
    private let bytes: [UInt8]

    var count: Int { types.count }

    init(_ values: [SQLValue]) throws(PostgresFailure) {
        var types: [Oid] = []
        var lengths: [Int32] = []
        var offsets: [Int?] = []
        var bytes: [UInt8] = []
        for value in values {
            let start = bytes.count
            switch value {
            case .null:
                // The server infers the type: a NULL fits a column of any type.
                types.append(0)
            case .integer(let number):
                types.append(TypeID.int8)
                withUnsafeBytes(of: number.bigEndian) { bytes.append(contentsOf: $0) }
            case .text(let text):
                guard !text.utf8.contains(0) else { throw PostgresFailure(error: .unstorableText, state: "") }
                types.append(TypeID.text)
                bytes.append(contentsOf: text.utf8)
            case .bytes(let part):
                types.append(TypeID.bytea)
                bytes.append(contentsOf: part)
            }
            offsets.append(value == .null ? nil : start)
            lengths.append(Int32(bytes.count - start))
        }
        // One extra byte, so that the pointer of an empty last value still points into the buffer.
        self.types = types
        self.lengths = lengths
        self.offsets = offsets
        self.bytes = bytes + [0]
    }

    func withPointers<Value>(_ body: ([UnsafePointer<CChar>?], [Int32], [Int32]) -> Value) -> Value {
        bytes.withUnsafeBytes { buffer in
            let start = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
            let pointers = offsets.map { offset in offset.flatMap { distance in start.map { $0 + distance } } }
            return body(pointers, lengths, Array(repeating: 1, count: count))
        }
    }
}

/// Object ids of PostgreSQL's built-in types (pg_type.dat).
enum TypeID {
    static let bool: Oid = 16
    static let bytea: Oid = 17
    static let name: Oid = 19
    static let int8: Oid = 20
    static let int2: Oid = 21
    static let int4: Oid = 23
    static let text: Oid = 25
    static let oid: Oid = 26
    static let unknown: Oid = 705
    static let bpchar: Oid = 1042
    static let varchar: Oid = 1043
    static let numeric: Oid = 1700
}

extension SQLValue {
    /// Decodes a value from its binary form; nil for an unsupported type or number.
    init?(type: Oid, binary bytes: UnsafeRawBufferPointer) {
        func number<Number: FixedWidthInteger>(_: Number.Type, at offset: Int = 0) -> Number {
            Number(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
        }
        switch type {
        case TypeID.int8 where bytes.count == 8: self = .integer(number(Int64.self))
        case TypeID.int4 where bytes.count == 4: self = .integer(Int64(number(Int32.self)))
        case TypeID.oid where bytes.count == 4: self = .integer(Int64(number(UInt32.self)))
        case TypeID.int2 where bytes.count == 2: self = .integer(Int64(number(Int16.self)))
        case TypeID.bool where bytes.count == 1: self = .integer(bytes[0] == 0 ? 0 : 1)
        case TypeID.text, TypeID.varchar, TypeID.bpchar, TypeID.name, TypeID.unknown: self = .text(String(decoding: bytes, as: UTF8.self))
        case TypeID.bytea: self = .bytes(Array(bytes))
        case TypeID.numeric where bytes.count >= 8:
            // SUM over BIGINT returns numeric: base-10,000 digits, the first one multiplied by 10,000^weight. Only whole numbers of 64
            // bits are read.
            let digits = Int(number(Int16.self))
            let weight = Int(number(Int16.self, at: 2))
            let sign = number(UInt16.self, at: 4)
            guard sign == 0 || sign == 0x4000, bytes.count == 8 + 2 * digits, digits <= weight + 1, weight < 5 else { return nil }
            var value: Int64 = 0
            for index in 0..<max(0, weight + 1) {
                let digit = index < digits ? Int64(number(Int16.self, at: 8 + 2 * index)) : 0
                let (scaled, over) = value.multipliedReportingOverflow(by: 10_000)
                let (next, overAgain) = scaled.addingReportingOverflow(sign == 0 ? digit : -digit)
                guard !over, !overAgain else { return nil }
                value = next
            }
            self = .integer(value)
        default: return nil
        }
    }
}
