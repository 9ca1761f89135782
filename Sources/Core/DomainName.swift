internal import CIDN2
internal import Foundation

/// The name of a mail domain, in the one form in which all its spellings meet.
package enum DomainName {
    /// The canonical form of a domain as somebody typed it, with one dot at its end or none. nil for what is no domain that mail is sent to.
    package static func canonical(_ text: String) -> String? {
        let domain = text.hasSuffix(".") ? text.dropLast() : text[...]
        // An address of a network is no name.
        let hasLetters = domain.split(separator: ".").last?.contains(where: \.isLetter) == true
        guard domain.utf8.count <= 253, isDomain(domain), hasLetters, !domain.unicodeScalars.contains(where: \.foldsIntoASCII) else {
            return nil
        }
        return aLabels(of: domain)
    }

    /// The domain with A-labels (RFC 5890 section 2.3.2.1; UTS #46, non-transitional): `xn--mller-kva.example` for `müller.example` in any
    /// Unicode form, lower-case. nil if it has none.
    static func aLabels(of domain: Substring) -> String? {
        if domain.utf8.allSatisfy({ $0 < 128 }) { return domain.asciiLowercased }
        var result: UnsafeMutablePointer<CChar>?
        let flags = Int32(IDN2_NONTRANSITIONAL.rawValue | IDN2_NFC_INPUT.rawValue)
        let status = idn2_to_ascii_8z(domain.precomposedStringWithCanonicalMapping, &result, flags)
        guard status == IDN2_OK.rawValue, let result else { return nil }
        defer { idn2_free(result) }
        return String(cString: result)
    }

    /// The domain as its readers write it (U-labels): `müller.example` for `xn--mller-kva.example`. What has no such form stays as it is.
    package static func shown(_ domain: String) -> String {
        var result: UnsafeMutablePointer<CChar>?
        guard domain.contains("xn--"), idn2_to_unicode_8z8z(domain, &result, 0) == IDN2_OK.rawValue, let result else { return domain }
        defer { idn2_free(result) }
        return String(cString: result)
    }

    static func isDomain(_ text: Substring) -> Bool {
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

extension StringProtocol {
    /// Lower-case letters of ASCII in the place of its capitals; all else stays.
    var asciiLowercased: String {
        String(String.UnicodeScalarView(unicodeScalars.map { ("A"..."Z").contains($0) ? Unicode.Scalar(UInt8($0.value) + 32) : $0 }))
    }
}

extension Unicode.Scalar {
    /// Whether the letter is not of ASCII, but becomes a letter or digit of it when its case or its form is changed: KELVIN SIGN, the long s,
    /// the dotless and the dotted i, full-width letters, ligatures. One address could be taken for another by them.
    var foldsIntoASCII: Bool {
        guard !isASCII else { return false }
        func hasASCII(_ text: String) -> Bool { text.utf8.contains { ($0 | 32 >= 97 && $0 | 32 <= 122) || ($0 >= 48 && $0 <= 57) } }
        let upper = properties.uppercaseMapping
        return hasASCII(properties.lowercaseMapping) || (upper.unicodeScalars.count == 1 && hasASCII(upper))
            || hasASCII(String(self).precomposedStringWithCompatibilityMapping)
    }
}
