/// Base64url for byte buffers. Core's generic version is several times slower when called from another module, and every token passes
/// through here.
enum EncodedBytes {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let values: [UInt8] = (0..<256).map { byte in UInt8(alphabet.firstIndex(of: UInt8(byte)) ?? 255) }

    /// Strict: returns nil for padding, characters outside the alphabet, an impossible length, or unused bits that are not zero.
    static func decode(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var output: [UInt8] = []
        output.reserveCapacity(text.count * 3 / 4)
        var buffer: UInt32 = 0
        var bits: UInt32 = 0
        return values.withUnsafeBufferPointer { values in
            for byte in text {
                let value = values[Int(byte)]
                guard value != 255 else { return nil }
                buffer = buffer << 6 | UInt32(value)
                bits += 6
                if bits >= 8 {
                    bits -= 8
                    output.append(UInt8(truncatingIfNeeded: buffer >> bits))
                }
            }
            return buffer & (1 << bits - 1) == 0 ? output : nil
        }
    }

    static func append(_ source: [UInt8], to output: inout [UInt8]) {
        alphabet.withUnsafeBufferPointer { digits in
            var index = 0
            while index + 2 < source.count {
                let group = UInt32(source[index]) << 16 | UInt32(source[index + 1]) << 8 | UInt32(source[index + 2])
                output.append(digits[Int(group >> 18)])
                output.append(digits[Int(group >> 12 & 63)])
                output.append(digits[Int(group >> 6 & 63)])
                output.append(digits[Int(group & 63)])
                index += 3
            }
            let rest = source.count - index
            if rest == 1 {
                let group = UInt32(source[index]) << 16
                output.append(digits[Int(group >> 18)])
                output.append(digits[Int(group >> 12 & 63)])
            } else if rest == 2 {
                let group = UInt32(source[index]) << 16 | UInt32(source[index + 1]) << 8
                output.append(digits[Int(group >> 18)])
                output.append(digits[Int(group >> 12 & 63)])
                output.append(digits[Int(group >> 6 & 63)])
            }
        }
    }
}
