private import Foundation

/// What docs/architecture.md says that each step waits for, under one heading: the rows `| step | reads | commits | unflushed |`, the last of
/// which may be missing.
package struct StepCosts {
    package private(set) var documented: [String: CountingDatabase.Waits] = [:]
    package private(set) var measured: [String: CountingDatabase.Waits] = [:]

    package init(under heading: String) throws {
        let page = try String(contentsOf: Vectors.project.appending(path: "docs/architecture.md"), encoding: .utf8)
        let section = page.split(separator: "\n#").first { $0.drop { $0 == "#" || $0 == " " }.hasPrefix(heading + "\n") }
        for line in (section ?? "").split(separator: "\n") {
            let cells = line.split(separator: "|").map { $0.drop { $0 == " " } }.map { String($0).trimmingCharacters(in: .whitespaces) }
            guard cells.count >= 3, let reads = Int(cells[1]), let commits = Int(cells[2]) else { continue }
            let unflushed = cells.count > 3 ? Int(cells[3]) ?? 0 : 0
            documented[cells[0]] = CountingDatabase.Waits(reads: reads, commits: commits, unflushed: unflushed)
        }
    }

    package mutating func note(_ step: String, _ database: CountingDatabase) { measured[step] = database.take() }

    /// The steps for which page and measurement differ, or that only one of them knows; each as the page should have it.
    package var differences: [String] {
        Set(documented.keys).union(measured.keys).sorted().filter { documented[$0] != measured[$0] }.map { step in
            guard let found = measured[step] else { return "not measured: " + step }
            return "| \(step) | \(found.reads) | \(found.commits) | \(found.unflushed) |"
        }
    }
}
