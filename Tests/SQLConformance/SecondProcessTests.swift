internal import Foundation
internal import SQL
internal import SQLite
internal import TestSupport
internal import Testing

@Suite("A second process on the same data", .serialized) struct SecondProcessTests {
    @Test("What it writes in bulk and what we write beside it all counts", .onEveryDatabase)
    func bulk() async throws {
        let test = try await TestDatabase.open(ConformanceSchema.migrations)
        let database = test.database
        try await database.write { tx in try tx.run("INSERT INTO counters (id, value) VALUES (1, 0)") }
        let version = try await database.dataVersion()
        async let other = Self.writeInBulk(test, count: 400)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in 0..<64 {
                group.addTask {
                    _ = try await database.write { tx in
                        let value = try tx.counter()
                        try tx.run("UPDATE counters SET value = \(value + 1) WHERE id = 1")
                        try tx.run("INSERT INTO samples (id) VALUES (\(id))")
                    }
                }
            }
            try await group.waitForAll()
        }
        _ = try await other
        let found = try await database.read { tx in [try tx.counter(), try tx.sampleCount()] }
        #expect(found == [464, 464])
        let later = try await database.dataVersion()
        #expect(later != version)
        await test.close()
    }

    private static func writeInBulk(_ test: TestDatabase, count: Int) async throws -> String {
        switch test.kind {
        case .sqlite: try await SecondProcess.run(try CrashCampaign.executable().path, ["bulk", test.address, "\(count)"])
        case .postgres:
            try await SecondProcess.run(
                "psql",
                [
                    test.address, "-v", "ON_ERROR_STOP=1", "-qc",
                    """
                    DO $$ BEGIN
                        FOR n IN 1..\(count) LOOP
                            UPDATE \(TestDatabase.schema).counters SET value = value + 1 WHERE id = 1;
                            INSERT INTO \(TestDatabase.schema).samples (id) VALUES (1000000 + n);
                            COMMIT;
                        END LOOP;
                    END $$
                    """,
                ])
        }
    }

    @Test("Its commit changes the data version", .onEveryDatabase)
    func version() async throws {
        let test = try await TestDatabase.open(ConformanceSchema.migrations)
        let other = try test.another()
        let before = try await test.database.dataVersion()
        try await other.write { tx in try tx.run("INSERT INTO samples (id) VALUES (1)") }
        let after = try await test.database.dataVersion()
        #expect(before != after)
        await other.close()
        await test.close()
    }

    @Test("A bulk writer beside the server never checkpoints, not even when it is the last to close")
    func noCheckpoint() async throws {
        let test = try await TestDatabase.open(.sqlite, ConformanceSchema.migrations)
        await test.database.close()
        let server = try SQLiteDatabase(path: test.address, checkpoints: false)
        try await server.write { tx in try tx.run("INSERT INTO counters (id, value) VALUES (1, 0)") }
        let before = try Data(contentsOf: URL(filePath: test.address))
        try await SecondProcess.run(try CrashCampaign.executable().path, ["bulk", test.address, "1200"])
        #expect(try Data(contentsOf: URL(filePath: test.address)) == before)
        await server.close()
        #expect(try Data(contentsOf: URL(filePath: test.address)) == before)
        #expect(try Self.size(test.address + "-wal") > 1200 * 3000)
        let next = try SQLiteDatabase(path: test.address)
        let count = try await next.read { try $0.sampleCount() }
        #expect(count == 1200)
        await next.close()
        #expect(try Data(contentsOf: URL(filePath: test.address)).count > before.count)
        #expect(try Self.size(test.address + "-wal") == 0)
        await test.close()
    }

    @Test("Of two that may checkpoint, only the one that came first does")
    func oneCheckpointer() async throws {
        let test = try await TestDatabase.open(.sqlite, ConformanceSchema.migrations)
        let second = try test.another()
        try await test.database.write { tx in try tx.run("INSERT INTO samples (id) VALUES (0)") }
        let before = try Data(contentsOf: URL(filePath: test.address))
        for id in 1...20 {
            try await second.write { tx in
                try tx.run("INSERT INTO samples (id, data) VALUES (\(id), \([UInt8](repeating: 1, count: 400_000)))")
            }
        }
        await second.close()
        #expect(try Data(contentsOf: URL(filePath: test.address)) == before)
        try await test.database.write { tx in try tx.run("INSERT INTO samples (id) VALUES (100)") }
        await test.database.close()
        #expect(try Self.size(test.address) > 20 * 400_000)
        await test.close()
    }

    private static func size(_ path: String) throws -> Int {
        guard FileManager.default.fileExists(atPath: path) else { return 0 }
        return try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    }
}
