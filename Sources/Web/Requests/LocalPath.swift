/// A place on this server, safe to send somebody to: what every `return_to` must be (threats.md, 4).
///
/// It begins with one slash and then something that is neither a slash nor a backslash; it holds no control, no backslash, no byte
/// that is not ASCII, and its path reads the same to every program.
package struct LocalPath: Sendable, Hashable, CustomStringConvertible {
    package let text: String

    package init?(_ text: String?) {
        guard let text, text.utf8.count <= 6000, !text.contains("\\"), let target = try? RequestTarget(text) else { return nil }
        guard text == "/" || !target.segments.isEmpty || text.hasPrefix("/?") else { return nil }
        self.text = text
    }

    package var description: String { text }
    package static let home = LocalPath(known: "/")
    private init(known: String) { text = known }
}
