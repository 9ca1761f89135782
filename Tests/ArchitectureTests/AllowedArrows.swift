/// Which of our targets may import which, read from the block under "Allowed arrows" in docs/architecture.md.
///
/// A line is `A, B -> C, D`; several lines about a target add up, and what stands in parentheses is a remark.
struct AllowedArrows {
    private(set) var byTarget: [String: Set<String>] = [:]
    /// Targets that may import each of ours.
    private(set) var unlimited: Set<String> = []

    init() throws {
        let page = try Repository.text(of: "docs/architecture.md")
        guard let section = page.split(separator: "\n## ").first(where: { $0.hasPrefix("Allowed arrows\n") }),
            let block = section.firstMatch(of: /```\n([^`]+)```/)?.1
        else { throw Unreadable(description: "docs/architecture.md has no block of code under \"Allowed arrows\"") }
        for line in block.split(separator: "\n") { try read(String(line).replacing(/\([^)]*\)/, with: "")) }
    }

    struct Unreadable: Error, CustomStringConvertible {
        let description: String
    }

    private mutating func read(_ line: String) throws {
        let sides = line.split(separator: "->", omittingEmptySubsequences: false)
        guard sides.count == 2 else { throw Unreadable(description: "This is no arrow: \(line)") }
        let targets = Self.names(sides[0])
        let imported = Self.names(sides[1])
        for target in targets {
            if imported == ["everything"] { unlimited.insert(target) } else { byTarget[target, default: []].formUnion(imported) }
        }
    }

    private static func names(_ text: Substring) -> [String] { text.matches(of: /\w+/).map { String($0.0) } }
}
