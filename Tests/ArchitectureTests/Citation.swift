/// A place in a text that sends its reader to a rule, a threat, a decision or a page.
struct Citation: Equatable {
    enum Target: Hashable {
        case rule(Int)
        case threat(Int)
        case decision(Int)
        /// A page by its name, as it is written.
        case page(String)
    }

    let target: Target
    let line: Int

    /// Every citation in a text: "rule 3", "threats 9 and 12", "decisions/0004", "docs/rules.md". Case does not matter, and the number
    /// may stand on the next line.
    static func all(in text: String) -> [Citation] {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return lines.indices.flatMap { index in
            let next = index + 1 < lines.endIndex ? lines[index + 1] : ""
            let targets = numbered(in: lines[index].lowercased()[...], next) + pages(in: lines[index])
            return targets.map { Citation(target: $0, line: index + 1) }
        }
    }

    private static func numbered(in line: Substring, _ next: Substring) -> [Target] {
        guard ["rule", "threat", "decision"].contains(where: { line.contains($0) }),
            let match = line.firstMatch(of: /(?:^|[^a-z])(rule|threat|decision)s?(?:[ \/]|$)(.*)/)
        else { return [] }
        let rest = match.2.isEmpty ? next.drop { " /#*".contains($0) } : match.2
        let numbers = rest.prefixMatch(of: /[0-9]+(?:(?:, | and | or | to )[0-9]+)*/)?.0 ?? ""
        let targets = numbers.matches(of: /[0-9]+/).compactMap { Int($0.0) }.map { target(match.1, $0) }
        return targets + numbered(in: match.2, next)
    }

    private static func target(_ word: Substring, _ number: Int) -> Target {
        switch word {
        case "rule": .rule(number)
        case "threat": .threat(number)
        default: .decision(number)
        }
    }

    /// Names of pages; a page of another site is none of ours.
    private static func pages(in line: Substring) -> [Target] {
        guard line.contains(".md") else { return [] }
        return line.matches(of: /[A-Za-z0-9_.\/-]+\.md(?![A-Za-z0-9])/).filter { !$0.0.hasPrefix("//") }.map { .page(String($0.0)) }
    }
}
