/// Upgrades a database to the newest schema, one transaction per step.
package struct Migrator: Sendable {
    package let migrations: [Migration]

    package init(_ migrations: [Migration]) { self.migrations = migrations }

    package enum Status: Sendable, Equatable {
        case current(Int)
        /// Steps are missing: `from` is the highest number in the database, `to` is our highest.
        case behind(from: Int, to: Int)
        /// The database was made by a newer version than this one.
        case newer(database: Int, known: Int)
    }

    /// Thrown by `upgrade` before it changes anything: the database was made by a newer version than this one.
    package struct NewerDatabase: Error, Sendable, Equatable {
        package let database: Int
        package let known: Int

        package init(database: Int, known: Int) {
            self.database = database
            self.known = known
        }
    }

    /// Changes nothing, so it can run beside a running server.
    package func status(of database: any Database) async throws -> Status {
        let applied = try await database.read { tx in try Self.applied(tx) }
        let known = Set(migrations.map(\.number))
        let there = applied.max() ?? 0
        let newest = known.max() ?? 0
        if let unknown = applied.subtracting(known).max() { return .newer(database: unknown, known: newest) }
        return applied == known ? .current(newest) : .behind(from: there, to: newest)
    }

    /// Applies the missing steps and returns their numbers. Safe if another process does the same at the same time.
    /// Throws `NewerDatabase`, and `SQLError` if the database refuses a step; that step is then rolled back.
    package func upgrade(_ database: any Database) async throws -> [Int] {
        if case .newer(let there, let known) = try await status(of: database) { throw NewerDatabase(database: there, known: known) }
        let there = try await database.read { tx in try Self.applied(tx) }
        let missing = migrations.filter { !there.contains($0.number) }
        guard !missing.isEmpty else { return [] }
        try await repeated(database, until: { try Self.hasTable($0) }) {
            try await database.write { tx in
                if tx.dialect == .postgres { try tx.run(Self.makeSchema) }
                try tx.run("CREATE TABLE IF NOT EXISTS schema_steps (number BIGINT PRIMARY KEY, name TEXT NOT NULL)")
            }
        }
        var applied: [Int] = []
        for migration in missing {
            let done = try await repeated(database, until: { try Self.applied($0).contains(migration.number) }) {
                migration.rebuildsTables
                    ? try await database.rebuild { tx in try Self.apply(migration, tx) }
                    : try await database.write { tx in try Self.apply(migration, tx) }
            }
            if done == true { applied.append(migration.number) }
        }
        return applied
    }

    /// Returns false if another process has applied the step.
    private static func apply(_ migration: Migration, _ tx: Transaction) throws -> Bool {
        guard try !applied(tx).contains(migration.number) else { return false }
        for statement in migration.statements + migration.only[tx.dialect, default: []] { try tx.run(statement) }
        try migration.work(tx)
        try tx.run("INSERT INTO schema_steps (number, name) VALUES (\(migration.number), \(migration.name))")
        return true
    }

    /// Runs the change. If it fails because another process did the same work at the same time, returns nil: that process's work counts.
    @discardableResult
    private func repeated<Value: Sendable>(
        _ database: any Database, until isDone: @escaping @Sendable (Transaction) throws -> Bool,
        _ change: () async throws -> Value
    ) async throws -> Value? {
        do { return try await change() } catch {
            for _ in 0..<20 {
                if try await database.read(isDone) { return nil }
                // If we collided with the other process, its commit may not be visible yet: wait for it.
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

    /// The search path contains exactly one schema name, quoted. The schema is created only if it is missing, so that a role without the
    /// right to create schemas can use an existing one.
    private static let makeSchema: Statement = """
        DO $do$ BEGIN
            IF current_schema() IS NULL THEN EXECUTE 'CREATE SCHEMA ' || current_setting('search_path'); END IF;
        END $do$
        """
}
