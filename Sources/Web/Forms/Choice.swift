package import Language

/// One value of a list, with its name and an optional explanation.
package struct Choice: Sendable {
    package let value: String
    package let name: Phrase
    package let detail: Phrase?
    /// Whether other fields show only while this one is chosen (`RevealedFields`).
    package let reveals: Bool
    package init(_ value: String, _ name: Phrase, detail: Phrase? = nil, reveals: Bool = false) {
        self.value = value
        self.name = name
        self.detail = detail
        self.reveals = reveals
    }
}
