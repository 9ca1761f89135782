package import Core
package import Language

/// Something that changed in the product itself, for whoever may see it.
package struct NewsLine: Sendable {
    let at: Timestamp
    let words: Phrase
    let path: Path?

    /// `path` leads to what it is about.
    package init(_ words: Phrase, at time: Timestamp, _ path: Path? = nil) {
        at = time
        self.words = words
        self.path = path
    }
}
