internal import Foundation

/// An e-mail address: kept as written, compared in its canonical form.
///
/// Accepts the addr-spec of RFC 5321, but no quoted local parts and no address literals. This covers what mail systems deliver to in
/// practice.
package struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// As the person wrote it.
    package let written: String
    /// The form to compare and look up: the local part in NFC with the capitals of ASCII lowered, the domain with A-labels. So one mailbox
    /// has one canonical form, however its letters are composed or its domain is spelled.
    package let canonical: String

    /// A new address. nil unless there is exactly one `@`, a local part of 1 to 64 bytes, and a domain of dot-separated labels; 254 bytes at
    /// most. nil also for letters that fold into ASCII, by which it could be taken for another address.
    package init?(_ text: String) {
        guard !text.unicodeScalars.contains(where: \.foldsIntoASCII) else { return nil }
        self.init(existing: text)
    }

    /// An address that may be stored already, from before new ones were refused for the letters in them.
    package init?(existing text: String) {
        guard text.utf8.count <= 254 else { return nil }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, Self.isLocalPart(parts[0]), DomainName.isDomain(parts[1]) else { return nil }
        written = text
        // Normalizing would make an ASCII letter of some of them (KELVIN SIGN), and with it another address.
        let isPlain = !text.unicodeScalars.contains(where: \.foldsIntoASCII)
        guard isPlain, let domain = DomainName.aLabels(of: parts[1]) else {
            canonical = text.asciiLowercased
            return
        }
        canonical = parts[0].precomposedStringWithCanonicalMapping.asciiLowercased + "@" + domain
    }

    package var description: String { written }
    /// Its domain, in the canonical form.
    package var domain: String { String(canonical[canonical.index(after: canonical.lastIndex(of: "@") ?? canonical.startIndex)...]) }
    package static func == (left: EmailAddress, right: EmailAddress) -> Bool { left.canonical == right.canonical }
    package func hash(into hasher: inout Hasher) { hasher.combine(canonical) }

    /// The characters of ASCII that a local part may have.
    private static let allowed = Set(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~.".unicodeScalars)

    private static func isLocalPart(_ text: Substring) -> Bool {
        guard (1...64).contains(text.utf8.count), !text.hasPrefix("."), !text.hasSuffix("."), !text.contains("..") else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            if scalar.isASCII { return allowed.contains(scalar) }
            return scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar.properties.isGraphemeExtend
        }
    }
}
