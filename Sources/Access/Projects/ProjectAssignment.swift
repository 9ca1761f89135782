package import Core

/// The projects of a grant (rule 3): exactly those that were given, and what lies below those that were given with it.
package struct ProjectAssignment: Sendable, Equatable {
    /// Those that were given.
    package private(set) var given: Set<ProjectID>
    /// Those of them that were given with what lies below, whenever it comes there.
    package private(set) var withBelow: Set<ProjectID>
    /// What lies below those now and was not given itself, each with the project through which it is reached.
    package private(set) var reached: [ProjectID: ProjectID] = [:]

    /// `withBelow` counts only where the project is given.
    package init(_ given: Set<ProjectID>, withBelow: Set<ProjectID> = []) {
        self.given = given
        self.withBelow = withBelow.intersection(given)
    }

    package var isEmpty: Bool { given.isEmpty }

    /// Every project that is seen.
    package var all: Set<ProjectID> { given.union(reached.keys) }

    package func contains(_ project: ProjectID) -> Bool { given.contains(project) || reached[project] != nil }

    /// Those that were given, in order, each with whether it was given with what lies below.
    package var sortedGiven: [(project: ProjectID, includesBelow: Bool)] {
        given.sorted { $0.text < $1.text }.map { ($0, withBelow.contains($0)) }
    }

    /// The same, with what lies below in that tree.
    func completed(by tree: ProjectTree) -> ProjectAssignment {
        var copy = ProjectAssignment(given, withBelow: withBelow)
        for project in withBelow {
            for below in tree.below(project) where !given.contains(below) {
                // Reached through the nearest of them.
                if let other = copy.reached[below], tree.above(project).contains(other) == false { continue }
                copy.reached[below] = project
            }
        }
        return copy
    }

    /// Takes in one row of a grant's projects.
    mutating func add(_ project: ProjectID, withBelow includesBelow: Bool, through: ProjectID?) {
        if let through {
            reached[project] = through
            return
        }
        given.insert(project)
        if includesBelow { withBelow.insert(project) }
    }
}

extension ProjectAssignment: ExpressibleByArrayLiteral {
    package init(arrayLiteral elements: ProjectID...) { self.init(Set(elements)) }
}
