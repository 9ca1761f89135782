/// Brings a database to the newest schema, one step a transaction.
package struct Migrator: Sendable {
    package let migrations: [Migration]

    package init(_ migrations: [Migration]) { self.migrations = migrations }

    package enum Status: Sendable, Equatable {
        case current(Int)
        /// Steps are missing: from the database's highest number to ours.
        case behind(from: Int, to: Int)
        /// The database was made by a newer version than this one.
        case newer(database: Int, known: Int)
    }

    /// What `upgrade` throws before it touches anything.
    package enum Refusal: Error, Sendable, Equatable {
        case newer(database: Int, known: Int)
    }

    /// Changes nothing, so it may be asked beside a running server.
    package func status(of database: any Database) async throws -> Status {
        let applied = try await database.read { tx in try Self.applied(tx) }
        let known = Set(migrations.map(\.number))
        let (there, newest) = (applied.max() ?? 0, known.max() ?? 0)
        if let unknown = applied.subtracting(known).max() { return .newer(database: unknown, known: newest) }
        return applied == known ? .current(newest) : .behind(from: there, to: newest)
    }

    /// Applies the missing steps and answers their numbers; another process doing the same at once does no harm.
    /// Throws `Refusal.newer`, and `SQLError` for a step the database refuses, which then leaves nothing behind.
    package func upgrade(_ database: any Database) async throws -> [Int] {
        if case .newer(let there, let known) = try await status(of: database) { throw Refusal.newer(database: there, known: known) }
        let there = try await database.read { tx in try Self.applied(tx) }
        let missing = migrations.filter { !there.contains($0.number) }
        guard !missing.isEmpty else { return [] }
        try await repeated(database, until: { try Self.hasTable($0) }) { tx in
            if tx.dialect == .postgres { try tx.run(Self.makeSchema) }
            try tx.run("CREATE TABLE IF NOT EXISTS schema_steps (number BIGINT PRIMARY KEY, name TEXT NOT NULL)")
        }
        var applied: [Int] = []
        for migration in missing {
            let done = try await repeated(database, until: { try Self.applied($0).contains(migration.number) }) { tx in
                guard try !Self.applied(tx).contains(migration.number) else { return false }
                for statement in migration.statements + migration.only[tx.dialect, default: []] { try tx.run(statement) }
                try tx.run("INSERT INTO schema_steps (number, name) VALUES (\(migration.number), \(migration.name))")
                return true
            }
            if done == true { applied.append(migration.number) }
        }
        return applied
    }

    /// Runs the body; where it fails because another process did the same at the same moment, that one's work counts. nil then.
    @discardableResult
    private func repeated<Value: Sendable>(
        _ database: any Database, until isDone: @escaping @Sendable (Transaction) throws -> Bool,
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value? {
        do { return try await database.write(body) } catch {
            for _ in 0..<20 {
                if try await database.read(isDone) { return nil }
                // The other's commit is on its way where ours ran into it.
                try await Task.sleep(for: .milliseconds(25))
                guard Self.mayBeRace(error) else { break }
            }
            throw error
        }
    }

    private static func mayBeRace(_ error: any Error) -> Bool {
        switch error as? SQLError {
        case .uniqueViolation, .conflict, .failed: true
        default: false
        }
    }

    private static func applied(_ tx: Transaction) throws -> Set<Int> {
        guard try hasTable(tx) else { return [] }
        return Set(try tx.rows("SELECT number FROM schema_steps").map { try $0["number"] })
    }

    private static func hasTable(_ tx: Transaction) throws -> Bool {
        switch tx.dialect {
        case .sqlite: try tx.first("SELECT name FROM sqlite_master WHERE type = 'table' AND name = 'schema_steps'") != nil
        case .postgres:
            try tx.first(
                "SELECT tablename FROM pg_catalog.pg_tables WHERE schemaname = current_schema() AND tablename = 'schema_steps'") != nil
        }
    }

    /// The search path names the one schema, quoted. It is not made where it is there already, since that needs no right to make one.
    private static let makeSchema: Statement = """
        DO $do$ BEGIN
            IF current_schema() IS NULL THEN EXECUTE 'CREATE SCHEMA ' || current_setting('search_path'); END IF;
        END $do$
        """
}
