internal import SQL
internal import TestSupport
internal import Testing

@Suite("Schema steps") struct MigratorTests {
    static let first = Migration(1, "first", ["CREATE TABLE one (id BIGINT PRIMARY KEY)", "INSERT INTO one (id) VALUES (1)"])
    static let second = Migration(2, "second", ["ALTER TABLE one ADD COLUMN words TEXT"])
    static let broken = Migration(2, "broken", ["CREATE TABLE two (id BIGINT PRIMARY KEY)", "INSERT INTO nowhere (id) VALUES (1)"])

    @Test("An empty database is behind, is brought up once, and is then left alone", arguments: DatabaseKind.allCases)
    func fromNothing(kind: DatabaseKind) async throws {
        try await TestDatabase.with(kind, []) { database in
            let migrator = Migrator([Self.first, Self.second])
            let before = try await migrator.status(of: database)
            #expect(before == .behind(from: 0, to: 2))
            let applied = try await migrator.upgrade(database)
            #expect(applied == [1, 2])
            let after = try await migrator.status(of: database)
            #expect(after == .current(2))
            let again = try await migrator.upgrade(database)
            #expect(again == [])
            let rows = try await database.read { tx in try tx.rows("SELECT id, words FROM one") }
            #expect(rows.map(\.values) == [[.integer(1), .null]])
        }
    }

    @Test("A database that is behind gets the missing steps only", arguments: DatabaseKind.allCases)
    func behind(kind: DatabaseKind) async throws {
        try await TestDatabase.with(kind, [Self.first]) { database in
            let migrator = Migrator([Self.first, Self.second])
            let before = try await migrator.status(of: database)
            #expect(before == .behind(from: 1, to: 2))
            let applied = try await migrator.upgrade(database)
            #expect(applied == [2])
        }
    }

    @Test("A newer database is refused and not touched", arguments: DatabaseKind.allCases)
    func newer(kind: DatabaseKind) async throws {
        try await TestDatabase.with(kind, [Self.first, Self.second]) { database in
            let migrator = Migrator([Self.first])
            let status = try await migrator.status(of: database)
            #expect(status == .newer(database: 2, known: 1))
            await #expect(throws: Migrator.NewerDatabase(database: 2, known: 1)) { try await migrator.upgrade(database) }
        }
    }

    @Test("A step that fails leaves nothing of itself", arguments: DatabaseKind.allCases)
    func failing(kind: DatabaseKind) async throws {
        try await TestDatabase.with(kind, []) { database in
            await #expect(throws: SQLError.self) { try await Migrator([Self.first, Self.broken]).upgrade(database) }
            let status = try await Migrator([Self.first, Self.second]).status(of: database)
            #expect(status == .behind(from: 1, to: 2))
            let table = await sqlError { try await database.read { tx in try tx.rows("SELECT id FROM two") } }
            #expect(table != nil)
        }
    }

    @Test("Several that upgrade at once do each step once", arguments: DatabaseKind.allCases)
    func atOnce(kind: DatabaseKind) async throws {
        for _ in 0..<5 {
            let test = try await TestDatabase.open(kind, [])
            let others = try (0..<4).map { _ in try test.another() }
            let applied = try await withThrowingTaskGroup(of: [Int].self) { group in
                for database in others { group.addTask { try await Migrator([Self.first, Self.second]).upgrade(database) } }
                return try await group.reduce(into: [Int]()) { $0 += $1 }
            }
            #expect(applied.sorted() == [1, 2])
            let status = try await Migrator([Self.first, Self.second]).status(of: test.database)
            #expect(status == .current(2))
            for database in others { await database.close() }
            await test.close()
        }
    }
}
