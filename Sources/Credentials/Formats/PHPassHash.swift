internal import Core
internal import Crypto

/// phpass's portable hash, used by WordPress: repeated MD5. libxcrypt does not support it.
struct PHPassHash: Sendable, Equatable {
    private static let alphabet = Array("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    var logRounds: Int
    var salt: [UInt8]
    /// 22 characters of the format's own base64.
    var digest: [UInt8]

    init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 34, HashFields.isCryptText(text.dropFirst(3), length: 31),
            let logRounds = Self.alphabet.firstIndex(of: bytes[3]), (7...30).contains(logRounds)
        else { return nil }
        self.logRounds = logRounds
        salt = Array(bytes[4..<12])
        digest = Array(bytes[12...])
    }

    func verifies(_ password: [UInt8]) -> Bool {
        var state = Array(Insecure.MD5.hash(data: salt + password))
        for _ in 0..<(1 << logRounds) { state = Array(Insecure.MD5.hash(data: state + password)) }
        return constantTimeEqual(Self.encode(state), digest)
    }

    /// Three bytes at a time, least significant six bits first.
    private static func encode(_ bytes: [UInt8]) -> [UInt8] {
        stride(from: 0, to: bytes.count, by: 3).flatMap { start in
            let group = bytes[start..<min(start + 3, bytes.count)]
            let value = group.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            return (0...group.count).map { alphabet[Int(value >> UInt32(6 * $0) & 63)] }
        }
    }
}
