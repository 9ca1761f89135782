internal import Core

extension String {
    /// Whether somebody typed this name, to confirm what cannot be undone: letters' case, the form of accents, the number of spaces and
    /// characters that cannot be seen do not count.
    package func isTyped(as text: String) -> Bool { text.comparableName == comparableName }
}
