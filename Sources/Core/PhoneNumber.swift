/// A telephone number in the international form of E.164: `+` and 7 to 15 digits.
package struct PhoneNumber: Hashable, Sendable, CustomStringConvertible {
    package let text: String

    /// Spaces, dots, dashes and brackets are passed over; nil for anything else.
    package init?(_ text: String) {
        let digits = text.unicodeScalars.filter { !" .-()".unicodeScalars.contains($0) }
        guard digits.first == "+", (8...16).contains(digits.count), digits.dropFirst().allSatisfy({ ("0"..."9").contains($0) }),
            digits.dropFirst().first != "0"
        else { return nil }
        self.text = String(String.UnicodeScalarView(digits))
    }

    package var description: String { text }
    /// What a page may show of it to somebody who has not proved the second factor yet: the last two digits.
    package var masked: String { "number ending in " + text.suffix(2) }
}
