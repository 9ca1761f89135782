/// A telephone number in the international form of E.164: `+` and 7 to 15 digits.
package struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// Why a text is no number, with what to write instead.
    package enum Mistake: Error, Sendable {
        /// It begins with 0, so it can be dialled in one country only.
        case national
        /// No country has the number after the `+`.
        case unknownCountry
        case unreadable

        package var advice: String {
            switch self {
            case .national: "Write the number with its country, such as +46 70 123 45 67, without the 0 before the area."
            case .unknownCountry: "No country has this number after the +. Write for example +46 for Sweden."
            case .unreadable: "Write a + and the digits of the number, such as +46 70 123 45 67."
            }
        }
    }

    /// nil if `init(entered:)` would throw.
    package init?(_ text: String) {
        guard let number = try? PhoneNumber(entered: text) else { return nil }
        self = number
    }

    /// As people write it: spaces, dots, dashes, slashes and brackets count nothing, digits may be of any script, and `(0)` after the country
    /// is not dialled from abroad.
    package init(entered text: String) throws(Mistake) {
        let plain = EnteredDigits.western(text)
        var digits = ""
        for scalar in plain.replacing("(0)", with: "").unicodeScalars where !Self.isSeparator(scalar) {
            digits.unicodeScalars.append(scalar)
        }
        guard digits.hasPrefix("+") else {
            throw digits.hasPrefix("0") && digits.utf8.allSatisfy({ (48...57).contains($0) }) ? .national : .unreadable
        }
        guard (8...16).contains(digits.utf8.count), digits.utf8.dropFirst().allSatisfy({ (48...57).contains($0) }) else {
            throw .unreadable
        }
        guard CallingCodes.first(of: digits.dropFirst()) != nil else { throw .unknownCountry }
        self.text = digits
    }

    private static func isSeparator(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isWhitespace || scalar.properties.generalCategory == .dashPunctuation
            || ".()/\u{2212}".unicodeScalars.contains(scalar)
            || scalar.properties.generalCategory == .format
    }

    package var description: String { text }
    /// Its country's calling code: 46.
    package var country: Int { CallingCodes.first(of: text.dropFirst()) ?? 0 }
    /// All that a page may show of it before the second factor is proved: the last two digits.
    package var ending: String { String(text.suffix(2)) }
}
