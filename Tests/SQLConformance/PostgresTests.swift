internal import Dispatch
internal import Foundation
internal import Postgres
internal import SQL
internal import Synchronization
internal import TestSupport
internal import Testing

@Suite("PostgreSQL alone", .onPostgreSQL) struct PostgresTests {
    /// Counts how often a body ran.
    final class Runs: Sendable {
        private let number = Atomic(0)
        var count: Int { number.load(ordering: .acquiring) }
        @discardableResult func next() -> Int { number.add(1, ordering: .acquiringAndReleasing).newValue }
    }

    static let killOthers: Statement = """
        SELECT COUNT(pg_terminate_backend(pid)) AS n FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
        """

    @Test("Connections killed while idle: the next calls work")
    func killedIdle() async throws {
        let test = try await TestDatabase.open(ConformanceSchema.migrations)
        let other = try test.another()
        for round in 0..<3 {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in 0..<12 {
                    group.addTask {
                        _ = try await test.database.write { tx in
                            try tx.run("INSERT INTO samples (id) VALUES (\(round * 100 + id))")
                        }
                    }
                }
                try await group.waitForAll()
            }
            let killed: Int = try await other.write { tx in try tx.first(Self.killOthers)?["n"] ?? 0 }
            #expect(killed > 0)
        }
        let version = try await test.database.dataVersion()
        #expect(version != 0)
        let count = try await test.database.read { try $0.sampleCount() }
        #expect(count == 36)
        await other.close()
        await test.close()
    }

    @Test("A connection killed within a body: the body runs again, and counts once")
    func killedInBody() async throws {
        let test = try await TestDatabase.open(ConformanceSchema.migrations)
        let runs = Runs()
        try await test.database.write { tx in
            let run = runs.next()
            try tx.run("INSERT INTO samples (id) VALUES (1)")
            if run == 1 { _ = try tx.first("SELECT pg_terminate_backend(pg_backend_pid()) AS gone") }
            try tx.run("INSERT INTO samples (id) VALUES (2)")
        }
        #expect(runs.count == 2)
        let count = try await test.database.read { try $0.sampleCount() }
        #expect(count == 2)
        await test.close()
    }

    @Test("A connection lost during COMMIT is told as unknown and never tried again")
    func lostInCommit() async throws {
        let test = try await TestDatabase.open(ConformanceSchema.migrations)
        try await test.database.write { tx in
            try tx.run(
                """
                CREATE FUNCTION vanish() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END $$
                """)
            try tx.run(
                """
                CREATE CONSTRAINT TRIGGER vanish AFTER INSERT ON samples DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION vanish()
                """)
        }
        let runs = Runs()
        let error = await sqlError {
            try await test.database.write { tx in
                runs.next()
                try tx.run("INSERT INTO samples (id) VALUES (1)")
            }
        }
        #expect(error == .outcomeUnknown)
        #expect(runs.count == 1)
        let value = try await test.database.write { tx in try tx.first("SELECT \(1) AS one")?["one"] as Int? }
        #expect(value == 1)
        await test.close()
    }

    @Test("A serialization failure runs the body again")
    func retried() async throws {
        let test = try await TestDatabase.open(ConformanceSchema.migrations)
        try await test.database.write { tx in try tx.run("INSERT INTO counters (id, value) VALUES (1, 0)") }
        let runs = Runs()
        let hasRead = DispatchSemaphore(value: 0)
        let goOn = DispatchSemaphore(value: 0)
        let slow = Task {
            try await test.database.write { tx in
                let run = runs.next()
                let value = try tx.counter()
                if run == 1 {
                    hasRead.signal()
                    goOn.wait()
                }
                try tx.run("UPDATE counters SET value = \(value + 1) WHERE id = 1")
            }
        }
        await blocking { hasRead.wait() }
        try await test.database.write { tx in try tx.run("UPDATE counters SET value = value + 10 WHERE id = 1") }
        goOn.signal()
        try await slow.value
        #expect(runs.count == 2)
        let value = try await test.database.read { try $0.counter() }
        #expect(value == 11)
        await test.close()
    }

    @Test("A body that always meets another is given up, typed")
    func givenUp() async throws {
        try await TestDatabase.with([]) { database in
            let runs = Runs()
            let error = await sqlError {
                try await database.write { tx in
                    runs.next()
                    try tx.run("DO $$ BEGIN RAISE EXCEPTION 'in the way' USING ERRCODE = '40001'; END $$")
                }
            }
            #expect(error == .conflict)
            #expect(runs.count > 5)
        }
    }

    @Test("A transaction that began before another and ends after it changes the data version when it ends")
    func versionOfLateCommit() async throws {
        // Uses a separate server, because tests that run at the same time would change the version anyway.
        let server = try await ThrowawayServer.start()
        let database = try PostgresDatabase(url: server.url, schema: "test", connections: 3)
        _ = try await Migrator(ConformanceSchema.migrations).upgrade(database)
        let inBody = DispatchSemaphore(value: 0)
        let goOn = DispatchSemaphore(value: 0)
        let late = Task {
            try await database.write { tx in
                try tx.run("INSERT INTO samples (id) VALUES (1)")
                inBody.signal()
                goOn.wait()
            }
        }
        await blocking { inBody.wait() }
        try await database.write { tx in try tx.run("INSERT INTO samples (id) VALUES (2)") }
        let before = try await database.dataVersion()
        goOn.signal()
        try await late.value
        let after = try await database.dataVersion()
        #expect(before != after)
        await database.close()
        try await server.tell("stop")
    }

    @Test("A server that restarts is back for the next call, and one that is away is told as away")
    func restarted() async throws {
        let server = try await ThrowawayServer.start()
        let database = try PostgresDatabase(url: server.url, schema: "test", connections: 3)
        _ = try await Migrator(ConformanceSchema.migrations).upgrade(database)
        try await database.write { tx in try tx.run("INSERT INTO samples (id) VALUES (1)") }
        try await server.tell("restart")
        try await database.write { tx in try tx.run("INSERT INTO samples (id) VALUES (2)") }
        let count = try await database.read { try $0.sampleCount() }
        #expect(count == 2)
        try await server.tell("pause")
        let away = await sqlError { try await database.read { try $0.sampleCount() } }
        guard case .unavailable = away else {
            Issue.record("\(String(describing: away))")
            return
        }
        try await server.tell("resume")
        let again = try await database.read { try $0.sampleCount() }
        #expect(again == 2)
        await database.close()
        try await server.tell("stop")
    }

    @Test("An address that is none is refused before anything is tried")
    func address() {
        #expect(throws: SQLError.self) { try PostgresDatabase(url: "postgres://[broken", schema: "test") }
    }
}
