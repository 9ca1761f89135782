/// One step of a schema. Steps are never edited once released; a change is a new step.
package struct Migration: Sendable {
    /// Its place in the order. A list may have ranges of its own (a product's steps begin at 101, after those of what it is built on).
    package let number: Int
    /// What it brings, in a word or two: "people".
    package let name: String
    /// DDL that both databases read.
    package let statements: [Statement]
    /// What only one of the two is told, after the rest: a search index.
    package let only: [Dialect: [Statement]]

    package init(_ number: Int, _ name: String, _ statements: [Statement], only: [Dialect: [Statement]] = [:]) {
        (self.number, self.name, self.statements, self.only) = (number, name, statements, only)
    }
}
