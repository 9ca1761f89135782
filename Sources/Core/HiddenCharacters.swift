/// Characters that nobody sees in a name: controls, those that turn the direction of the text, separators of lines, and those without a
/// width (Unicode 16, `Default_Ignorable_Code_Point`). One name could look like another by them, or like none.
extension StringProtocol {
    /// Whether one of the characters cannot be seen. Joiners and selectors inside words and emoji of scripts that need them count as seen.
    package var hasHiddenCharacters: Bool { withoutHiddenCharacters != String(self) }

    /// Whether there is nothing in it that anybody could read: it is empty, or white space and hidden characters.
    package var showsNothing: Bool { withoutHiddenCharacters.allSatisfy(\.isWhitespace) }

    /// The same text with only what can be seen.
    package var withoutHiddenCharacters: String {
        // Most texts are printable ASCII, where nothing is hidden.
        if utf8.allSatisfy({ (0x20...0x7E).contains($0) }) { return String(self) }
        let scalars = Array(unicodeScalars)
        let seen = scalars.indices.filter { index in
            let scalar = scalars[index]
            guard scalar.isHidden else { return true }
            guard scalar.isJoining, index > 0 else { return false }
            let before = scalars[index - 1]
            // The picture of a key: a digit, the selector of pictures, and the key around it.
            if before.isASCII { return scalar.value == 0xFE0F && index + 1 < scalars.count && scalars[index + 1].value == 0x20E3 }
            // A joiner may follow the selector that made the picture before it.
            if before.value == 0xFE0F, scalar.value == 0x200D, index > 1 { return scalars[index - 2].isPicture }
            return !before.isHidden && !before.properties.isWhitespace
        }
        return String(String.UnicodeScalarView(seen.map { scalars[$0] }))
    }
}

extension Unicode.Scalar {
    fileprivate var isHidden: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: true
        // The blank pattern of Braille is drawn as a space, and is none.
        default: properties.isDefaultIgnorableCodePoint || value == 0x2800
        }
    }

    fileprivate var isPicture: Bool { !isASCII && properties.isEmoji }

    /// Joins or chooses the form of the character before it: ZERO WIDTH (NON-)JOINER, and the variation selectors of emoji and text.
    fileprivate var isJoining: Bool { [0x200C, 0x200D, 0xFE0E, 0xFE0F].contains(value) }
}
