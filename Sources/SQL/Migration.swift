/// One step of a schema. A released step is never edited; a change is a new step.
package struct Migration: Sendable {
    /// Its place in the order. A list may use its own number ranges (a product's steps begin at 101, after the steps of the schema it
    /// builds on).
    package let number: Int
    /// What it adds, in one or two words: "people".
    package let name: String
    /// DDL that both databases accept.
    package let statements: [Statement]
    /// DDL for only one of the databases, run after `statements`: for example a search index.
    package let only: [Dialect: [Statement]]
    /// Whether tables are made anew, so that it must run by `Database.rebuild`.
    package let rebuildsTables: Bool
    /// Whether servers of older versions must be stopped before it: it takes away what their statements name. A step that only adds lets them
    /// go on.
    package private(set) var stopsOlder = false
    /// What no statement can do, run last in the step's transaction: values that must be computed anew.
    package let work: @Sendable (Transaction) throws -> Void

    package init(
        _ number: Int, _ name: String, _ statements: [Statement], only: [Dialect: [Statement]] = [:], rebuildsTables: Bool = false,
        work: @escaping @Sendable (Transaction) throws -> Void = { _ in }
    ) {
        self.number = number
        self.name = name
        self.statements = statements
        self.only = only
        self.rebuildsTables = rebuildsTables
        self.work = work
    }

    /// The same step, before which servers of older versions must be stopped.
    package func stoppingOlder() -> Migration {
        var copy = self
        copy.stopsOlder = true
        return copy
    }
}
