/// Makes a table anew on SQLite, which can neither drop nor change a constraint (sqlite.org/lang_altertable.html section 7). For a step
/// with `rebuildsTables`: the rows of other tables that refer to this one stay, because foreign keys are off meanwhile.
package struct TableRebuild: Sendable {
    private let name: StaticString
    private let columns: StaticString
    private let definition: StaticString
    private let indexes: [Statement]

    /// - Parameters:
    ///   - columns: the columns whose values are kept.
    ///   - definition: the columns and constraints, as CREATE TABLE has them between its brackets.
    ///   - indexes: every index of the table, because the old ones are dropped with it.
    package init(_ name: StaticString, columns: StaticString, _ definition: StaticString, indexes: [Statement] = []) {
        self.name = name
        self.columns = columns
        self.definition = definition
        self.indexes = indexes
    }

    package var statements: [Statement] {
        [
            "CREATE TABLE rebuilt_\(sql: name) (\(sql: definition))",
            "INSERT INTO rebuilt_\(sql: name) (\(sql: columns)) SELECT \(sql: columns) FROM \(sql: name)",
            "DROP TABLE \(sql: name)",
            "ALTER TABLE rebuilt_\(sql: name) RENAME TO \(sql: name)",
        ] + indexes
    }
}
