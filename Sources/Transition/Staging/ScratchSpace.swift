package import SQL

/// Where an import makes databases of its own: one for the rows of the file, and for a dry run a copy of the people.
package struct ScratchSpace: Sendable {
    /// The schema of the ID, for the copy.
    let schema: [Migration]
    private let open: @Sendable ([Migration]) async throws -> ScratchDatabase

    /// `open` makes an empty database with a schema.
    package init(schema: [Migration], open: @escaping @Sendable ([Migration]) async throws -> ScratchDatabase) {
        self.schema = schema
        self.open = open
    }

    /// Runs `body` on a new database, which is gone afterwards.
    func with<Value>(_ schema: [Migration], _ body: (any Database) async throws -> Value) async throws -> Value {
        let scratch = try await open(schema)
        do {
            let value = try await body(scratch.database)
            await scratch.discard()
            return value
        } catch {
            await scratch.discard()
            throw error
        }
    }
}

package struct ScratchDatabase: Sendable {
    let database: any Database
    let discard: @Sendable () async -> Void

    /// `discard` closes the database and deletes it.
    package init(_ database: any Database, discard: @escaping @Sendable () async -> Void) {
        self.database = database
        self.discard = discard
    }
}
