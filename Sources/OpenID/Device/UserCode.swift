internal import Core

/// What a person types to let a device in: eight letters that are hard to mistake and spell no words (RFC 8628 section 6.1). 20⁸ of them are
/// 34 bits, of which a guess within ten minutes and the limits of tries finds none.
package struct UserCode: Sendable, Equatable {
    /// Without its hyphen.
    let letters: String
    package var text: String { letters.prefix(4) + "-" + letters.suffix(4) }

    private static let alphabet = Array("BCDFGHJKLMNPQRSTVWXZ")
    private static let length = 8

    init(_ random: some RandomSource) {
        var letters = ""
        while letters.count < Self.length {
            // Of 256 values the 240 that are as many for each letter.
            let fitting = random.bytes(16).filter { $0 < 240 }.prefix(Self.length - letters.count)
            letters += fitting.map { Self.alphabet[Int($0) % Self.alphabet.count] }
        }
        self.letters = letters
    }

    /// As it was typed: in any case, with or without hyphen and spaces; nil for what is no code.
    package init?(_ typed: String) {
        let letters = typed.uppercased().filter { !$0.isWhitespace && !"-–—".contains($0) }
        guard letters.count == Self.length, letters.allSatisfy(Self.alphabet.contains) else { return nil }
        self.letters = letters
    }

    var hash: TokenHash { TokenHash(letters, purpose: .userCode) }
}
