/// Brings a database to the newest schema, one step a transaction.
package struct Migrator: Sendable {
    package let migrations: [Migration]

    package init(_ migrations: [Migration]) { self.migrations = migrations }

    package enum Status: Sendable, Equatable {
        case current(Int)
        /// Steps are missing: from the database's number to ours.
        case behind(from: Int, to: Int)
        /// The database was made by a newer version than this one.
        case newer(database: Int, known: Int)
    }

    package func status(of database: any Database) async throws -> Status {
        let number = try await database.write { tx in
            try tx.run("CREATE TABLE IF NOT EXISTS schema_steps (number BIGINT PRIMARY KEY, name TEXT NOT NULL)")
            let row = try tx.first("SELECT COALESCE(MAX(number), 0) AS number FROM schema_steps")
            return try row?["number"] ?? 0 as Int
        }
        let newest = migrations.last?.number ?? 0
        return number == newest
            ? .current(number) : number < newest ? .behind(from: number, to: newest) : .newer(database: number, known: newest)
    }

    /// Applies the missing steps and answers their numbers; another process doing the same at once does no harm.
    package func upgrade(_ database: any Database) async throws -> [Int] {
        guard case .behind(let from, _) = try await status(of: database) else { return [] }
        var applied: [Int] = []
        for migration in migrations where migration.number > from {
            let done = try await database.write { tx in
                let there = try tx.first("SELECT number FROM schema_steps WHERE number = \(migration.number)")
                guard there == nil else { return false }
                for statement in migration.statements { try tx.run(statement) }
                try tx.run("INSERT INTO schema_steps (number, name) VALUES (\(migration.number), \(migration.name))")
                return true
            }
            if done { applied.append(migration.number) }
        }
        return applied
    }
}
