/// Turns UTF-16 that comes in pieces into UTF-8.
struct UTF16Pieces {
    private let isBigEndian: Bool
    /// The bytes at the end of the last piece that are no whole character yet.
    private var rest: [UInt8] = []

    /// nil if the file is not in UTF-16: it begins neither with a byte-order mark nor with two ASCII characters of it.
    init?(beginning: [UInt8]) {
        guard beginning.count == 4 else { return nil }
        switch (beginning[0], beginning[1], beginning[2], beginning[3]) {
        case (0xFF, 0xFE, _, _): isBigEndian = false
        case (0xFE, 0xFF, _, _): isBigEndian = true
        case (1..., 0, 1..., 0): isBigEndian = false
        case (0, 1..., 0, 1...): isBigEndian = true
        default: return nil
        }
    }

    /// A half of a character that never comes, at the end of the file, is left out.
    mutating func utf8(of piece: some Sequence<UInt8>) -> [UInt8] {
        let bytes = rest + piece
        var units: [UInt16] = []
        units.reserveCapacity(bytes.count / 2)
        for index in stride(from: 0, to: bytes.count - 1, by: 2) {
            let (high, low) = isBigEndian ? (bytes[index], bytes[index + 1]) : (bytes[index + 1], bytes[index])
            units.append(UInt16(high) << 8 | UInt16(low))
        }
        var used = units.count * 2
        if let last = units.last, UTF16.isLeadSurrogate(last) {
            units.removeLast()
            used -= 2
        }
        rest = Array(bytes[used...])
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
}
