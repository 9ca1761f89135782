/// Base64url into a byte buffer; Core's generic form costs several times as much from another module, and this is the token path.
enum EncodedBytes {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

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
