internal import Core

/// A hash that this server created: argon2id, with a prefix that says what was hashed.
///
///     $lanyard$nfkc$argon2id$…            the password's NFKC form
///     $lanyard$first72$argon2id$…         its first 72 bytes as sent: it replaces a bcrypt hash, and bcrypt counts no more
///     $lanyard$over:RECIPE$argon2id$…     an old digest, which the recipe computes from the password
struct OwnHash: Sendable, Equatable {
    enum Input: Sendable, Equatable {
        case nfkc, first72
        case digest(DigestRecipe)
    }

    var input: Input
    var argon2: Argon2Hash

    var recipe: DigestRecipe? { if case .digest(let recipe) = input { recipe } else { nil } }
    var format: HashFormat { recipe == nil ? .own : .wrapped }
    var text: String { "$lanyard$" + input.text + argon2.text }

    init(_ input: Input, _ argon2: Argon2Hash) {
        self.input = input
        self.argon2 = argon2
    }

    /// nil if the text was not created by this server. Throws `HashRejection.unreadable` if it was, but a field of it is wrong.
    init?(_ text: String) throws(HashRejection) {
        guard text.hasPrefix("$lanyard$") else { return nil }
        let rest = text.dropFirst(9)
        guard let mark = rest.firstIndex(of: "$"), let input = Input(rest[..<mark]) else { throw .unreadable }
        guard let argon2 = Argon2Hash(String(rest[mark...])) else { throw .unreadable }
        self.input = input
        self.argon2 = argon2
    }

    /// The bytes that argon2id is computed over; nil if the old digest cannot be computed.
    /// `bytes` are the password in the form that an old product hashed.
    func material(of bytes: [UInt8], _ password: String) -> [UInt8]? {
        switch input {
        case .nfkc: PasswordBytes.normalized(password)
        case .first72: Array(password.utf8.prefix(72))
        case .digest(let recipe): recipe.digest(of: bytes)
        }
    }
}

extension OwnHash.Input {
    var text: String {
        switch self {
        case .nfkc: "nfkc"
        case .first72: "first72"
        case .digest(let recipe): "over:" + recipe.text
        }
    }

    init?(_ text: Substring) {
        switch text {
        case "nfkc": self = .nfkc
        case "first72": self = .first72
        default:
            guard text.hasPrefix("over:"), let recipe = DigestRecipe(text.dropFirst(5)) else { return nil }
            self = .digest(recipe)
        }
    }
}
