internal import Foundation

extension String {
    /// A name as it is kept: composed (NFC), with one space wherever white space stood, and none at its ends.
    package var tidyName: String { spaced.precomposedStringWithCanonicalMapping }

    /// The form in which two names are one: letters' case, accents' forms, widths, ligatures, the number of spaces and characters that cannot be
    /// seen do not count.
    package var comparableName: String {
        withoutHiddenCharacters.spaced.precomposedStringWithCompatibilityMapping.lowercased().precomposedStringWithCanonicalMapping
    }

    private var spaced: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
