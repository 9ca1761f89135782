/// The bearer token of an Authorization header (RFC 6750 section 2.1).
package enum BearerToken {
    /// nil for another scheme, and unless exactly one word follows the scheme.
    package static func read(_ header: String) -> Secret<String>? {
        // Compares bytes, because this runs on every API call and tokens are long.
        let bytes = header.utf8
        guard bytes.prefix(7).elementsEqual("bearer ".utf8, by: { $0 | 32 == $1 }) else { return nil }
        let token = bytes.dropFirst(7).drop { $0 == UInt8(ascii: " ") }
        guard !token.isEmpty, !token.contains(UInt8(ascii: " ")) else { return nil }
        return Secret(String(Substring(token)))
    }
}
