internal import Core

/// A hash from outside: its format, the form in which it is stored, and its parts.
struct ForeignHash {
    let format: HashFormat
    let text: String
    let scheme: HashScheme

    /// In bytes; longer than any format that we know.
    private static let longest = 1024

    /// Reads a hash of an export. `salt` is the export's own column for it.
    static func read(_ text: String, salt: String, _ settings: HashSettings) throws(HashRejection) -> ForeignHash {
        if let firebase = settings.firebase {
            try checkLetters(text)
            guard let hash = FirebaseHash(text, salt: salt, firebase) else { throw .unreadable }
            return ForeignHash(format: .firebaseScrypt, text: hash.text, scheme: .firebase(hash))
        }
        if let known = try readMarked(text) { return known }
        try checkLetters(text)
        if let bare = try DigestHash(hex: text, salt: salt, settings.saltPosition) {
            return ForeignHash(format: .hexDigest, text: bare.text, scheme: .digest(bare))
        }
        if let aspNet = try readASPNet(text) { return aspNet }
        throw .unknownHash
    }

    /// Reads a foreign hash that this server stored.
    static func readStored(_ text: String) throws(HashRejection) -> ForeignHash {
        if let hash = FirebaseHash(stored: text) { return ForeignHash(format: .firebaseScrypt, text: text, scheme: .firebase(hash)) }
        if let hash = DigestHash(stored: text) { return ForeignHash(format: .hexDigest, text: text, scheme: .digest(hash)) }
        if let known = try readMarked(text) { return known }
        if let aspNet = try readASPNet(text) { return aspNet }
        throw .unknownHash
    }

    /// Reads a hash that begins with the name of its format; nil if it begins like none.
    private static func readMarked(_ text: String) throws(HashRejection) -> ForeignHash? {
        if text.hasPrefix("{") { return try readLDAP(text) }
        guard let form = HashForm.all.first(where: { text.hasPrefix($0.prefix) }) else { return nil }
        try checkLetters(text)
        guard let scheme = form.parse(text) else { throw .unreadable }
        return ForeignHash(format: form.format, text: text, scheme: scheme)
    }

    private static func checkLetters(_ text: String) throws(HashRejection) {
        guard !text.isEmpty else { throw .unknownHash }
        guard text.utf8.count <= longest, text.utf8.allSatisfy({ (33...126).contains($0) }) else { throw .unreadable }
    }

    /// A directory's form: the name of the scheme in braces, in any case, then its value (RFC 2307 section 5.3). Spring Security and Dovecot
    /// write the same way before a hash of another format.
    private static func readLDAP(_ text: String) throws(HashRejection) -> ForeignHash? {
        guard let end = text.firstIndex(of: "}") else { return nil }
        let name = text[text.index(after: text.startIndex)..<end].uppercased()
        let value = String(text[text.index(after: end)...])
        if HashForm.containers.contains(name) {
            guard let inner = try readMarked(value), !value.hasPrefix("{") else { throw .unreadable }
            return ForeignHash(format: inner.format, text: inner.text, scheme: inner.scheme)
        }
        guard let form = HashForm.ldap[name] else { return nil }
        try checkLetters(text)
        guard let hash = form.parse(value) else { throw .unreadable }
        return ForeignHash(format: form.format, text: text, scheme: .digest(hash))
    }

    private static func readASPNet(_ text: String) throws(HashRejection) -> ForeignHash? {
        guard text.utf8.count >= 40, let bytes = HashFields.base64(text, padded: true) else { return nil }
        switch bytes[0] {
        case 0 where bytes.count == 49:
            return DigestHash(aspNetV2: bytes).map { ForeignHash(format: .aspNetV2, text: text, scheme: .digest($0)) }
        case 1:
            guard let hash = DigestHash(aspNetV3: bytes) else { throw .unreadable }
            return ForeignHash(format: .aspNetV3, text: text, scheme: .digest(hash))
        default: return nil
        }
    }
}
