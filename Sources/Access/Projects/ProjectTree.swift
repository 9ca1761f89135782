package import Core

/// Which of an account's projects lie below which. The root of every path is a project at the top.
package struct ProjectTree: Sendable, Equatable {
    /// So many levels there are: a project, one below it, and one below that.
    package static let levels = 3

    /// The project below which each lies; without those at the top.
    package let parents: [ProjectID: ProjectID]
    private let children: [ProjectID: [ProjectID]]

    package init(parents: [ProjectID: ProjectID]) {
        self.parents = parents
        children = Dictionary(grouping: parents.keys, by: { parents[$0] ?? $0 }).mapValues { $0.sorted { $0.text < $1.text } }
    }

    /// Those above it, the nearest first.
    package func above(_ project: ProjectID) -> [ProjectID] {
        var found: [ProjectID] = []
        var next = parents[project]
        while let parent = next, found.count < Self.levels {
            found.append(parent)
            next = parents[parent]
        }
        return found
    }

    /// Those that lie directly below it.
    package func directlyBelow(_ project: ProjectID) -> [ProjectID] { children[project] ?? [] }

    /// All that lie below it, each after the one that it lies below.
    package func below(_ project: ProjectID) -> [ProjectID] { directlyBelow(project).flatMap { [$0] + below($0) } }

    /// How many levels it and what lies below it take.
    package func height(of project: ProjectID) -> Int { 1 + (directlyBelow(project).map(height).max() ?? 0) }

    /// Whether it can lie below the other one: not below itself, and on no deeper level than there is.
    package func canMove(_ project: ProjectID, below parent: ProjectID) -> Bool {
        project != parent && !above(parent).contains(project) && above(parent).count + 1 + height(of: project) <= Self.levels
    }
}
