import Foundation

/// What can be cited: the headings of docs/rules.md and docs/threat-model.md, the files of docs/decisions, and every page.
struct CitedPages {
    /// The line of each rule's heading, by number.
    let rules: [Int: Int]
    let threats: [Int: Int]
    let decisions: Set<Int>

    init() throws {
        rules = try Self.headings(of: "docs/rules.md", /^## Rule ([0-9]+):/)
        threats = try Self.headings(of: "docs/threat-model.md", /^## ([0-9]+)\./)
        let files = try Repository.files(below: ["docs/decisions"])
        decisions = Set(files.compactMap { file in file.firstMatch(of: /\/([0-9]{4})-/).flatMap { Int($0.1) } })
    }

    /// - Parameter path: the file that cites; a page's name counts from the root, from `docs` and from that file's own folder.
    func holds(_ target: Citation.Target, citedIn path: String) -> Bool {
        switch target {
        case .rule(let number): rules[number] != nil
        case .threat(let number): threats[number] != nil
        case .decision(let number): decisions.contains(number)
        case .page(let name): places(of: name, citedIn: path).contains(where: Repository.isFile)
        }
    }

    /// Where a page of that name may be. What climbs out of the repository is nowhere.
    private func places(of name: String, citedIn path: String) -> [String] {
        let folder = path.split(separator: "/").dropLast().joined(separator: "/")
        return ["", "docs", folder].map { URL(filePath: "/\($0)/\(name)").standardized.path }
            .filter { !$0.contains("../") }
            .map { String($0.dropFirst()) }
    }

    private static func headings(of page: String, _ heading: Regex<(Substring, Substring)>) throws -> [Int: Int] {
        let lines = try Repository.text(of: page).split(separator: "\n", omittingEmptySubsequences: false)
        let found = lines.enumerated().compactMap { index, line in
            line.prefixMatch(of: heading).flatMap { Int($0.1) }.map { ($0, index + 1) }
        }
        return Dictionary(found) { first, _ in first }
    }
}
