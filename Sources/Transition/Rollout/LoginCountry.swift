internal import Core

/// The country of a login, by its code in ISO 3166-1: the one that its person's language and region name (`sv-SE`), else that of the mail domain
/// (`.se`). nil where neither tells.
enum LoginCountry {
    /// Domains of countries that people elsewhere use as words.
    private static let words: Set = ["ai", "cc", "co", "fm", "io", "la", "ly", "me", "to", "tv", "ws"]

    static func of(locale: String?, domain: String?) -> String? {
        if let region = locale?.split(whereSeparator: { $0 == "-" || $0 == "_" }).dropFirst().last, let code = code(region) { return code }
        guard let name = domain?.split(separator: ".").last, !words.contains(String(name)), let code = code(name) else { return nil }
        return code == "UK" ? "GB" : code
    }

    /// Two letters as the code that they would be.
    static func code(_ text: some StringProtocol) -> String? {
        guard text.utf8.count == 2, text.utf8.allSatisfy({ ($0 | 0x20).isLetter }) else { return nil }
        return text.uppercased()
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self) }
}
