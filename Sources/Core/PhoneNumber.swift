/// A telephone number in the international form of E.164: `+` and 7 to 15 digits.
package struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// Ignores spaces, dots, dashes and brackets. nil if the rest is not in the international form, or if its first digit is 0.
    package init?(_ text: String) {
        let digits = text.unicodeScalars.filter { !" .-()".unicodeScalars.contains($0) }
        guard digits.first == "+", (8...16).contains(digits.count), digits.dropFirst().allSatisfy({ ("0"..."9").contains($0) }),
            digits.dropFirst().first != "0"
        else { return nil }
        self.text = String(String.UnicodeScalarView(digits))
    }

    package var description: String { text }
    /// The text that a page may show before the second factor is proved: only the last two digits.
    package var masked: String { "number ending in " + text.suffix(2) }
}
