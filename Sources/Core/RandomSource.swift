/// A source of unguessable random bytes.
package protocol RandomSource: Sendable {
    func bytes(_ count: Int) -> [UInt8]
}

/// The operating system's generator (getrandom on Linux, through the standard library).
package struct SystemRandom: RandomSource {
    package init() {}

    package func bytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        var result: [UInt8] = []
        result.reserveCapacity(count + 7)
        while result.count < count { withUnsafeBytes(of: generator.next()) { result.append(contentsOf: $0) } }
        return Array(result.prefix(count))
    }
}

extension RandomSource {
    /// A random token of 256 bits, in base64url, for cookies, codes and links.
    package func token() -> Secret<String> { Secret(Base64URL.encode(bytes(RandomToken.byteCount))) }
}

/// The form of the tokens that `RandomSource.token` makes.
package enum RandomToken {
    fileprivate static let byteCount = 32
    private static let characterCount = (byteCount * 8 + 5) / 6

    /// Whether the text can be such a token at all, before it is hashed and looked up: only the lookup says whether it is one of ours.
    package static func isWellFormed(_ text: String) -> Bool { text.utf8.count == characterCount }
}
