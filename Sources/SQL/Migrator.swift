/// Upgrades a database to the newest schema, one transaction per step.
package struct Migrator: Sendable {
    package let migrations: [Migration]

    package init(_ migrations: [Migration]) { self.migrations = migrations }

    package enum Status: Sendable, Equatable {
        case current(Int)
        /// Steps are missing: `from` is the highest number in the database, `to` is our highest.
        case behind(from: Int, to: Int)
        /// A newer version has added to the database, and this one may go on with it.
        case ahead(database: Int, known: Int)
        /// The database was made by a newer version than this one, which must not touch it.
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
        if let unknown = applied.subtracting(known).max() {
            let stops = try await stopsOlder(applied.subtracting(known), database)
            return known.isSubset(of: applied) && !stops
                ? .ahead(database: unknown, known: newest) : .newer(database: unknown, known: newest)
        }
        return applied == known ? .current(newest) : .behind(from: there, to: newest)
    }

    /// The missing steps before which servers of older versions must be stopped; none for a database that nobody uses yet.
    package func stoppingSteps(of database: any Database) async throws -> [Int] {
        let applied = try await database.read { tx in try Self.applied(tx) }
        return applied.isEmpty ? [] : migrations.filter { $0.stopsOlder && !applied.contains($0.number) }.map(\.number)
    }

    /// Whether one of these steps, which this version does not know, says so. Where that cannot be read, it is taken for so.
    private func stopsOlder(_ steps: Set<Int>, _ database: any Database) async throws -> Bool {
        try await database.read { tx in
            guard try Self.hasColumn(tx) else { return true }
            return try tx.rows("SELECT number FROM schema_steps WHERE stops_older = 1").contains { steps.contains(try $0["number"]) }
        }
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
        // Steps that were applied before this column was there are known to every version that reads it.
        try await repeated(database, until: { try Self.hasColumn($0) }) {
            try await database.write { tx in
                if try !Self.hasColumn(tx) { try tx.run("ALTER TABLE schema_steps ADD COLUMN stops_older BIGINT NOT NULL DEFAULT 1") }
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
        try tx.run(
            "INSERT INTO schema_steps (number, name, stops_older) VALUES (\(migration.number), \(migration.name), \(migration.stopsOlder))")
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

    private static func hasColumn(_ tx: Transaction) throws -> Bool {
        switch tx.dialect {
        case .sqlite: try tx.first("SELECT name FROM pragma_table_info('schema_steps') WHERE name = 'stops_older'") != nil
        case .postgres:
            try tx.first(
                """
                SELECT column_name FROM information_schema.columns
                WHERE table_schema = current_schema() AND table_name = 'schema_steps' AND column_name = 'stops_older'
                """) != nil
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
