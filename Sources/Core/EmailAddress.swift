/// An e-mail address: kept as written, compared without regard to case.
///
/// Accepts the addr-spec of RFC 5321, but no quoted local parts and no address literals. This covers what mail systems deliver to in
/// practice.
package struct EmailAddress: Hashable, Sendable, CustomStringConvertible {
    /// As the person wrote it.
    package let written: String
    /// The lower-case form, used to compare and look up.
    package let canonical: String

    /// nil unless there is exactly one `@`, a local part of 1 to 64 bytes, and a domain of dot-separated labels; 254 bytes at most.
    package init?(_ text: String) {
        guard text.utf8.count <= 254 else { return nil }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2, Self.isLocalPart(parts[0]), Self.isDomain(parts[1]) else { return nil }
        written = text
        canonical = text.lowercased()
    }

    package var description: String { written }
    package static func == (left: EmailAddress, right: EmailAddress) -> Bool { left.canonical == right.canonical }
    package func hash(into hasher: inout Hasher) { hasher.combine(canonical) }

    private static func isLocalPart(_ text: Substring) -> Bool {
        guard (1...64).contains(text.utf8.count), !text.hasPrefix("."), !text.hasSuffix("."), !text.contains("..") else { return false }
        return text.unicodeScalars.allSatisfy { scalar in
            if scalar.isASCII {
                return scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
                    || "!#$%&'*+-/=?^_`{|}~.".unicodeScalars.contains(scalar)
            }
            return scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar.properties.isGraphemeExtend
        }
    }

    private static func isDomain(_ text: Substring) -> Bool {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2
            && labels.allSatisfy { label in
                (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
                    && label.unicodeScalars.allSatisfy {
                        $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-"
                            || (!$0.isASCII && $0.properties.isGraphemeExtend)
                    }
            }
    }
}
