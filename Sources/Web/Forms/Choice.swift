package import Language

/// One value of a list, with its name and an optional explanation.
package struct Choice: Sendable {
    package let value: String
    package let name: Phrase
    package let detail: Phrase?
    package init(_ value: String, _ name: Phrase, detail: Phrase? = nil) {
        self.value = value
        self.name = name
        self.detail = detail
    }
}
