internal import Core

/// Strict parsing of the fields in a hash's text.
enum HashFields {
    static func split(_ text: some StringProtocol, at mark: Character = "$") -> [String] {
        Substring(text).split(separator: mark, omittingEmptySubsequences: false).map { String($0) }
    }

    /// A decimal number without sign or leading zeros. A number too large for an Int becomes the largest Int, so that it is refused as
    /// too costly.
    static func number(_ text: some StringProtocol) -> Int? {
        guard !text.isEmpty, text.utf8.allSatisfy({ (48...57).contains($0) }), text.utf8.count == 1 || text.utf8.first != 48 else {
            return nil
        }
        return Int(text) ?? .max
    }

    /// A number after its name: `m=19456`.
    static func number(_ text: some StringProtocol, named name: String) -> Int? {
        text.hasPrefix(name + "=") ? number(text.dropFirst(name.count + 1)) : nil
    }

    /// Whether the text has this length and only characters of crypt(3)'s base64.
    static func isCryptText(_ text: some StringProtocol, length: Int) -> Bool {
        text.utf8.count == length && text.utf8.allSatisfy { (46...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) }
    }

    /// The letters of crypt(3)'s base64, each standing for its index.
    static let cryptAlphabet = Array("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// A number in crypt(3)'s base64, least significant six bits first.
    static func cryptLetters(_ value: UInt32, count: Int) -> [UInt8] {
        (0..<count).map { cryptAlphabet[Int(value >> UInt32(6 * $0) & 63)] }
    }

    /// Base64 of RFC 4648 section 4: with padding if `padded`, otherwise without.
    static func base64(_ text: some StringProtocol, padded: Bool) -> [UInt8]? {
        var bytes = Array(text.utf8)
        if padded {
            guard bytes.count % 4 == 0 else { return nil }
            for _ in 0..<2 where bytes.last == UInt8(ascii: "=") { bytes.removeLast() }
        }
        return decode(bytes, plus: UInt8(ascii: "+"))
    }

    /// passlib's own base64: `.` in place of `+`, no padding.
    static func adaptedBase64(_ text: some StringProtocol) -> [UInt8]? { decode(Array(text.utf8), plus: UInt8(ascii: ".")) }

    /// Base64 of either alphabet, with or without padding, as exports have it.
    static func anyBase64(_ text: some StringProtocol) -> [UInt8]? {
        var bytes = Array(text.utf8)
        while bytes.last == UInt8(ascii: "="), bytes.count % 4 == 0 || text.utf8.count % 4 == 0, text.utf8.count - bytes.count < 2 {
            bytes.removeLast()
        }
        let url = bytes.map { $0 == UInt8(ascii: "+") ? 45 : $0 == UInt8(ascii: "/") ? 95 : $0 }
        return Base64URL.decode(String(decoding: url, as: UTF8.self))
    }

    static func base64Text(_ bytes: [UInt8]) -> String {
        String(decoding: Base64URL.encode(bytes).utf8.map { $0 == 45 ? 43 : $0 == 95 ? 47 : $0 }, as: UTF8.self)
    }

    private static func decode(_ bytes: [UInt8], plus: UInt8) -> [UInt8]? {
        guard !bytes.contains(45), !bytes.contains(95) else { return nil }
        let url = bytes.map { $0 == plus ? 45 : $0 == UInt8(ascii: "/") ? 95 : $0 }
        return Base64URL.decode(String(decoding: url, as: UTF8.self))
    }
}
