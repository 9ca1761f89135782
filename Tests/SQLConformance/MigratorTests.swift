internal import SQL
internal import TestSupport
internal import Testing

@Suite("Schema steps", .onEveryDatabase) struct MigratorTests {
    static let first = Migration(1, "first", ["CREATE TABLE one (id BIGINT PRIMARY KEY)", "INSERT INTO one (id) VALUES (1)"])
    static let second = Migration(2, "second", ["ALTER TABLE one ADD COLUMN words TEXT"])
    static let stopping = Migration(2, "stopping", ["ALTER TABLE one ADD COLUMN words TEXT"]).stoppingOlder()
    static let broken = Migration(2, "broken", ["CREATE TABLE two (id BIGINT PRIMARY KEY)", "INSERT INTO nowhere (id) VALUES (1)"])

    @Test("An empty database is behind, is brought up once, and is then left alone")
    func fromNothing() async throws {
        try await TestDatabase.with([]) { database in
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

    @Test("A database that is behind gets the missing steps only")
    func behind() async throws {
        try await TestDatabase.with([Self.first]) { database in
            let migrator = Migrator([Self.first, Self.second])
            let before = try await migrator.status(of: database)
            #expect(before == .behind(from: 1, to: 2))
            let applied = try await migrator.upgrade(database)
            #expect(applied == [2])
        }
    }

    @Test("A database to which a newer version only added is no hindrance, and is left alone")
    func ahead() async throws {
        try await TestDatabase.with([Self.first, Self.second]) { database in
            let migrator = Migrator([Self.first])
            let status = try await migrator.status(of: database)
            #expect(status == .ahead(database: 2, known: 1))
            let applied = try await migrator.upgrade(database)
            #expect(applied == [])
            // A step of this version that is missing there was taken out of its order: that is another line of versions.
            let other = Migrator([Self.first, Migration(3, "third", [])])
            let odd = try await other.status(of: database)
            #expect(odd == .newer(database: 2, known: 3))
        }
    }

    @Test("A database whose steps do not say so yet is taken for one that stops older versions")
    func unsaid() async throws {
        try await TestDatabase.with([Self.first, Self.second]) { database in
            try await database.write { try $0.run("ALTER TABLE schema_steps DROP COLUMN stops_older") }
            let before = try await Migrator([Self.first]).status(of: database)
            #expect(before == .newer(database: 2, known: 1))
            let applied = try await Migrator([Self.first, Self.second, Migration(3, "third", [])]).upgrade(database)
            #expect(applied == [3])
            let after = try await Migrator([Self.first, Self.second]).status(of: database)
            #expect(after == .ahead(database: 3, known: 2))
        }
    }

    @Test("What stops older versions is named before it is done, but in a new database")
    func stopping() async throws {
        try await TestDatabase.with([Self.first]) { database in
            let migrator = Migrator([Self.first, Self.stopping, Migration(3, "third", [])])
            let steps = try await migrator.stoppingSteps(of: database)
            #expect(steps == [2])
            _ = try await migrator.upgrade(database)
            let left = try await migrator.stoppingSteps(of: database)
            #expect(left == [])
        }
        try await TestDatabase.with([]) { database in
            let steps = try await Migrator([Self.first, Self.stopping]).stoppingSteps(of: database)
            #expect(steps == [])
        }
    }

    @Test("A newer database is refused and not touched")
    func newer() async throws {
        try await TestDatabase.with([Self.first, Self.stopping]) { database in
            let migrator = Migrator([Self.first])
            let status = try await migrator.status(of: database)
            #expect(status == .newer(database: 2, known: 1))
            await #expect(throws: Migrator.NewerDatabase(database: 2, known: 1)) { try await migrator.upgrade(database) }
        }
    }

    @Test("A step that fails leaves nothing of itself")
    func failing() async throws {
        try await TestDatabase.with([]) { database in
            await #expect(throws: SQLError.self) { try await Migrator([Self.first, Self.broken]).upgrade(database) }
            let status = try await Migrator([Self.first, Self.second]).status(of: database)
            #expect(status == .behind(from: 1, to: 2))
            let table = await sqlError { try await database.read { tx in try tx.rows("SELECT id FROM two") } }
            #expect(table != nil)
        }
    }

    @Test("Several that upgrade at once do each step once")
    func atOnce() async throws {
        for _ in 0..<5 {
            let test = try await TestDatabase.open([])
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

    static let families = Migration(
        1, "families",
        [
            "CREATE TABLE parents (id BIGINT PRIMARY KEY, kind TEXT NOT NULL CHECK (kind IN ('a')))",
            "CREATE INDEX parents_by_kind ON parents (kind)",
            "CREATE TABLE children (id BIGINT PRIMARY KEY, parent BIGINT NOT NULL REFERENCES parents (id) ON DELETE CASCADE)",
            "CREATE TABLE pets (id BIGINT PRIMARY KEY, owner BIGINT NOT NULL REFERENCES parents (id))",
            "INSERT INTO parents (id, kind) VALUES (1, 'a'), (2, 'a')",
            "INSERT INTO children (id, parent) VALUES (10, 1), (11, 1), (12, 2)",
            "INSERT INTO pets (id, owner) VALUES (20, 2)",
        ])

    static let parents = TableRebuild(
        "parents", columns: "id, kind", "id BIGINT PRIMARY KEY, kind TEXT NOT NULL",
        indexes: ["CREATE INDEX parents_by_kind ON parents (kind)"])
    static let freed: [Dialect: [Statement]] = [
        .postgres: ["ALTER TABLE parents DROP CONSTRAINT parents_kind_check"], .sqlite: parents.statements,
    ]

    @Test(
        "A step that makes a table anew keeps every row that refers to it, and foreign keys hold afterwards")
    func rebuilding() async throws {
        try await TestDatabase.with([Self.families]) { database in
            let step = Migration(2, "any kind", [], only: Self.freed, rebuildsTables: true)
            let applied = try await Migrator([Self.families, step]).upgrade(database)
            #expect(applied == [2])
            let left = try await database.read { tx in
                try (tx.rows("SELECT id FROM parents"), tx.rows("SELECT id FROM children"), tx.rows("SELECT id FROM pets"))
            }
            #expect(left.0.count == 2 && left.1.count == 3 && left.2.count == 1)
            try await database.write { tx in try tx.run("INSERT INTO parents (id, kind) VALUES (3, 'b')") }
            let orphan = await sqlError {
                try await database.write { tx in try tx.run("INSERT INTO children (id, parent) VALUES (13, 9)") }
            }
            #expect(orphan == .foreignKeyViolation)
            let deleted = await sqlError { try await database.write { tx in try tx.run("DELETE FROM parents WHERE id = 2") } }
            #expect(deleted == .foreignKeyViolation)
            try await database.write { tx in try tx.run("DELETE FROM parents WHERE id = 1") }
            let children = try await database.read { tx in try tx.rows("SELECT id FROM children").map(\.values) }
            #expect(children == [[.integer(12)]])
        }
    }

    @Test("A rebuild that leaves rows without what they refer to fails, names them and changes nothing")
    func rebuildingWrongly() async throws {
        try await TestDatabase.with([Self.families]) { database in
            let step = Migration(2, "lossy", ["DELETE FROM parents WHERE id = 2"], only: Self.freed, rebuildsTables: true)
            let error = await sqlError { try await Migrator([Self.families, step]).upgrade(database) }
            let named = SQLError.danglingReferences(["children 12 → parents", "pets 20 → parents"])
            #expect(error == (DatabaseKind.current == .sqlite ? named : .foreignKeyViolation))
            let status = try await Migrator([Self.families]).status(of: database)
            #expect(status == .current(1))
            let unknown = await sqlError {
                try await database.write { tx in try tx.run("INSERT INTO parents (id, kind) VALUES (3, 'b')") }
            }
            #expect(unknown != nil, "the constraint stands as before")
            let deleted = await sqlError { try await database.write { tx in try tx.run("DELETE FROM parents WHERE id = 2") } }
            #expect(deleted == .foreignKeyViolation)
        }
    }

    @Test("Writes beside a rebuild are held to the foreign keys")
    func besideRebuilding() async throws {
        try await TestDatabase.with([Self.families]) { database in
            let step = Migration(2, "any kind", [], only: Self.freed, rebuildsTables: true)
            await withTaskGroup(of: SQLError?.self) { group in
                for number in 0..<100 {
                    group.addTask {
                        await sqlError {
                            try await database.write { tx in try tx.run("INSERT INTO children (id, parent) VALUES (\(100 + number), 9)") }
                        }
                    }
                    if number == 50 {
                        group.addTask { await sqlError { _ = try await Migrator([Self.families, step]).upgrade(database) } }
                    }
                }
                let errors = await group.reduce(into: [SQLError?]()) { $0.append($1) }
                #expect(errors.count { $0 == .foreignKeyViolation } == 100)
                #expect(errors.count { $0 == nil } == 1)
            }
        }
    }
}
