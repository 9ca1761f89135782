internal import Core

/// What one person writes to another in a mail of ours: plain text, short, and without a web address, because people trust our mails.
package struct Note: Sendable, Equatable {
    package let text: String

    static let longest = 300

    /// nil for an empty one. Throws `invalidNote`, which names the field.
    package init?(_ written: String?, field: String) throws(AccessError) {
        let lines = (written ?? "").replacing("\r\n", with: "\n")
        let text = String(lines.drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
        guard !text.isEmpty else { return nil }
        guard text.count <= Self.longest else { throw .invalidNote(.long, field: field) }
        guard !text.replacing("\n", with: " ").hasHiddenCharacters else { throw .invalidNote(.hidden, field: field) }
        guard !text.split(whereSeparator: \.isWhitespace).contains(where: { Self.isLink($0) }) else {
            throw .invalidNote(.link, field: field)
        }
        self.text = text
    }

    /// Also what a mail program would make a link of: `example.com`. A mail address is none.
    private static func isLink(_ word: Substring) -> Bool {
        guard EmailAddress(word.trimmingPunctuation()) == nil else { return false }
        return word.holdsAnyDomain
    }
}

extension AccessError {
    package enum NoteProblem: String, Sendable, Equatable { case long, hidden, link }
}

extension Substring {
    fileprivate func trimmingPunctuation() -> String {
        let inner = drop { "(<\"'".contains($0) }
        return String(inner.reversed().drop { ".,;:!?)>\"'".contains($0) }.reversed())
    }
}
