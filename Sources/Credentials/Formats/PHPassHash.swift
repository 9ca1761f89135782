internal import Core
internal import Crypto

/// phpass's portable hash, used by WordPress: repeated MD5; or Drupal's form of it with SHA-512. libxcrypt supports neither.
struct PHPassHash: Sendable, Equatable {
    var logRounds: Int
    var salt: [UInt8]
    /// 22 characters of the format's own base64; of Drupal the first 43 of 86.
    var digest: [UInt8]
    private let isDrupal: Bool

    init?(_ text: String) { self.init(text, digestLength: 22, isDrupal: false) }

    init?(drupal text: String) { self.init(text, digestLength: 43, isDrupal: true) }

    /// After the mark: a letter of rounds, eight of salt, and the digest.
    private init?(_ text: String, digestLength: Int, isDrupal: Bool) {
        let bytes = Array(text.utf8)
        guard bytes.count == 12 + digestLength, HashFields.isCryptText(text.dropFirst(3), length: 9 + digestLength),
            let logRounds = HashFields.cryptAlphabet.firstIndex(of: bytes[3]), (7...30).contains(logRounds)
        else { return nil }
        self.logRounds = logRounds
        salt = Array(bytes[4..<12])
        digest = Array(bytes[12...])
        self.isDrupal = isDrupal
    }

    func verifies(_ password: [UInt8]) -> Bool {
        var state = hash(salt + password)
        for _ in 0..<(1 << logRounds) { state = hash(state + password) }
        return constantTimeEqual(Array(Self.encode(state).prefix(digest.count)), digest)
    }

    private func hash(_ bytes: [UInt8]) -> [UInt8] {
        isDrupal ? Array(SHA512.hash(data: bytes)) : Array(Insecure.MD5.hash(data: bytes))
    }

    /// Three bytes at a time, least significant six bits first.
    private static func encode(_ bytes: [UInt8]) -> [UInt8] {
        stride(from: 0, to: bytes.count, by: 3).flatMap { start in
            let group = bytes[start..<min(start + 3, bytes.count)]
            let value = group.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
            return HashFields.cryptLetters(value, count: group.count + 1)
        }
    }
}
