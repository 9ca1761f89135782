internal import Foundation
internal import SQL
internal import SQLite
internal import TestSupport
internal import Testing

@Suite("Durability") struct DurabilityTests {
    @Test("Closed and opened again, everything is there", .onEveryDatabase)
    func reopened() async throws {
        let test = try await TestDatabase.open(ConformanceSchema.migrations)
        for id in 1...10 { try await test.database.write { tx in try tx.run("INSERT INTO samples (id) VALUES (\(id))") } }
        await test.database.close()
        let again = try test.another()
        let count = try await again.read { try $0.sampleCount() }
        #expect(count == 10)
        await again.close()
        await test.close()
    }

    @Test("An unflushed write does not wait for the disk and is seen at once; the next ones wait again", .onEveryDatabase)
    func unflushed() async throws {
        let test = try await TestDatabase.open(ConformanceSchema.migrations)
        let another = try test.another()
        for id in 1...3 {
            let during = try await test.database.writeUnflushed { tx in
                try tx.run("INSERT INTO samples (id) VALUES (\(id))")
                return try tx.waitsForDisk(test.kind)
            }
            #expect(!during)
            #expect(try await another.read { try $0.sampleCount() } == id)
            #expect(try await test.database.write { try $0.waitsForDisk(test.kind) })
        }
        await another.close()
        await test.close()
    }

    @Test("Killed under write load, no acknowledged write is missing and none is half there")
    func killed() async throws {
        let report = try await CrashCampaign.run(writer: CrashCampaign.executable(), runs: 8)
        #expect(report.acknowledged > 0)
        #expect(report.isClean, "\(report)")
    }

    @Test("A backup made under write load is one moment of the data, whole and its owner's alone")
    func backup() async throws {
        let test = try await TestDatabase.open(.sqlite, ConformanceSchema.migrations)
        let database = try SQLiteDatabase(path: test.address)
        try await database.write { tx in try tx.run("INSERT INTO counters (id, value) VALUES (1, 0)") }
        let copy = test.address + ".copy"
        async let copied: Void = database.backUp(to: copy)
        for id in 1...300 {
            try await test.database.write { tx in
                try tx.run("INSERT INTO samples (id, data) VALUES (\(id), \([UInt8](repeating: 9, count: 5000)))")
                try tx.run("UPDATE counters SET value = value + 1 WHERE id = 1")
            }
        }
        try await copied
        let mode = try FileManager.default.attributesOfItem(atPath: copy)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let opened = try SQLiteDatabase(path: copy)
        let found = try await opened.read { tx in [try tx.counter(), try tx.sampleCount()] }
        #expect(found[0] == found[1])
        let again = await sqlError { try await database.backUp(to: copy) }
        guard case .unavailable = again else {
            Issue.record("\(String(describing: again))")
            return
        }
        await opened.close()
        await database.close()
        await test.close()
    }

    @Test("The file is for its owner alone, even where it was not before")
    func mode() async throws {
        let folder = try TestDatabase.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "own.db").path
        for _ in 0..<2 {
            let database = try SQLiteDatabase(path: path)
            try await database.write { tx in try tx.run("CREATE TABLE IF NOT EXISTS one (id BIGINT)") }
            for name in [path, path + "-wal", path + "-shm"] {
                let mode = try FileManager.default.attributesOfItem(atPath: name)[.posixPermissions] as? Int
                #expect(mode == 0o600, "\(name)")
            }
            await database.close()
            try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
        }
    }

    @Test("What cannot be opened is told at once")
    func unreadable() async throws {
        let folder = try TestDatabase.temporaryFolder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let missing = await sqlError { try SQLiteDatabase(path: folder.appending(path: "no/such/folder.db").path) }
        guard case .unavailable = missing else {
            Issue.record("\(String(describing: missing))")
            return
        }
        let text = folder.appending(path: "text.db")
        try Data("not a database, but long enough to be looked at as one".utf8).write(to: text)
        let damaged = await sqlError { try SQLiteDatabase(path: text.path) }
        guard case .failed = damaged else {
            Issue.record("\(String(describing: damaged))")
            return
        }
    }
}

extension Transaction {
    /// Whether the commit that ends this transaction waits until it is on disk.
    fileprivate func waitsForDisk(_ kind: DatabaseKind) throws -> Bool {
        switch kind {
        case .sqlite: try first("SELECT synchronous FROM pragma_synchronous")?["synchronous"] == 2
        case .postgres: try first("SHOW synchronous_commit")?["synchronous_commit"] == "on"
        }
    }
}
