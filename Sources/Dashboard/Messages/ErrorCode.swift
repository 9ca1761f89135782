package import Language

/// The meaning of an error code in words, and what can be done about it.
package struct ErrorCode: Sendable {
    package let code: String
    package let meaning: Phrase
    package let advice: Phrase

    /// nil for a code that is not known; pages then show the bare code.
    package init?(_ code: String) {
        guard Self.known.contains(code) else { return nil }
        self.code = code
        meaning = Phrase("error-code.meaning-\(code)")
        advice = Phrase("error-code.advice-\(code)")
    }

    package static let known = ["400", "401", "402", "403", "404", "405", "406", "407", "408"]
}
