internal import Foundation

extension String {
    /// A name as it is kept: composed (NFC), with one space wherever white space stood, and none at its ends.
    package var tidyName: String { spaced.precomposedStringWithCanonicalMapping }

    /// The form in which two names are one: letters' case, accents' forms, widths, ligatures, the number of spaces and characters that cannot be
    /// seen do not count.
    package var comparableName: String {
        withoutHiddenCharacters.spaced.precomposedStringWithCompatibilityMapping.lowercased().precomposedStringWithCanonicalMapping
    }

    /// The form in which what was typed as a login is one: of an e-mail address its canonical form, of a user name its comparable form. nil for an empty
    /// text, for one of more than 320 bytes, and for one with characters that cannot be seen.
    package var loginForm: String? {
        if let address = EmailAddress(existing: trimmingCharacters(in: .whitespacesAndNewlines)) { return address.canonical }
        guard let name = visibleName, name.utf8.count <= 320 else { return nil }
        return name.comparableName
    }

    /// The name as it is kept; nil for an empty one, and for one with characters that cannot be seen.
    package var visibleName: String? {
        let name = tidyName
        guard !name.isEmpty, !name.hasHiddenCharacters,
            !name.unicodeScalars.contains(where: { $0.properties.generalCategory == .control })
        else { return nil }
        return name
    }

    private var spaced: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
