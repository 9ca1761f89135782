/// A path on this server that is a safe target for a redirect. Every `return_to` must be one (threat 4).
///
/// It begins with exactly one slash. It is ASCII without control characters and backslashes, and every program reads its path in the
/// same way.
package struct LocalPath: Sendable, Hashable, CustomStringConvertible {
    package let text: String

    package init?(_ text: String?) {
        guard let text, text.utf8.count <= 12_000, !text.contains("\\"), let target = try? RequestTarget(text) else { return nil }
        guard text == "/" || !target.segments.isEmpty || text.hasPrefix("/?") else { return nil }
        self.text = text
    }

    package var description: String { text }
    package static let home = LocalPath(known: "/")
    private init(known: String) { text = known }
}
