internal import Dispatch
internal import SQL
internal import TestSupport
internal import Testing

@Suite("Concurrency", .onEveryDatabase) struct ConcurrencyTests {
    struct Stop: Error {}

    @Test("64 writers that read and then write lose no update")
    func lostUpdates() async throws {
        try await TestDatabase.with(ConformanceSchema.migrations) { database in
            try await database.write { tx in try tx.run("INSERT INTO counters (id, value) VALUES (1, 0)") }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<64 {
                    group.addTask {
                        for _ in 0..<4 {
                            try await database.write { tx in
                                let value = try tx.counter()
                                _ = try tx.run("UPDATE counters SET value = \(value + 1) WHERE id = 1")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            let value = try await database.read { try $0.counter() }
            #expect(value == 256)
        }
    }

    @Test("64 parallel writers, a third of which throw: exactly the others stand")
    func neighbours() async throws {
        try await TestDatabase.with(ConformanceSchema.migrations) { database in
            let stood = await withTaskGroup(of: Int?.self) { group in
                for id in 0..<64 {
                    group.addTask {
                        try? await database.write { tx in
                            try tx.run("INSERT INTO samples (id, number) VALUES (\(id), \(id))")
                            if id % 3 == 0 { throw Stop() }
                            // Each of these conflicts with the row that its own body inserted, and is refused.
                            if id % 3 == 1 && id > 60 { try tx.run("INSERT INTO samples (id) VALUES (\(id))") }
                            return id
                        }
                    }
                }
                var all: Set<Int> = []
                for await id in group { if let id { all.insert(id) } }
                return all
            }
            #expect(stood == Set((0..<64).filter { $0 % 3 != 0 && !($0 % 3 == 1 && $0 > 60) }))
            let rows = try await database.read { tx in try tx.rows("SELECT id FROM samples").map { row in try row["id"] as Int } }
            #expect(Set(rows) == stood)
        }
    }

    @Test("Two bodies that each rely on what the other changes do not both succeed unseen")
    func writeSkew() async throws {
        try await TestDatabase.with(ConformanceSchema.migrations) { database in
            // Two administrators; each transaction removes one if another is left. One must always stay.
            for round in 0..<8 {
                try await database.write { tx in
                    try tx.run("DELETE FROM samples")
                    for id in 1...2 { try tx.run("INSERT INTO samples (id) VALUES (\(id))") }
                }
                await withTaskGroup(of: Void.self) { group in
                    for id in 1...2 {
                        group.addTask {
                            try? await database.write { tx in
                                guard try tx.sampleCount() > 1 else { throw Stop() }
                                try tx.run("DELETE FROM samples WHERE id = \(id)")
                            }
                        }
                    }
                }
                let count = try await database.read { try $0.sampleCount() }
                #expect(count == 1, "round \(round)")
            }
        }
    }

    @Test("A task cancelled before its commit leaves nothing behind")
    func cancelled() async throws {
        try await TestDatabase.with(ConformanceSchema.migrations) { database in
            let inBody = DispatchSemaphore(value: 0)
            let goOn = DispatchSemaphore(value: 0)
            let task = Task {
                try await database.write { tx in
                    try tx.run("INSERT INTO samples (id) VALUES (1)")
                    inBody.signal()
                    goOn.wait()
                }
            }
            await blocking { inBody.wait() }
            task.cancel()
            goOn.signal()
            await #expect(throws: CancellationError.self) { try await task.value }
            let count = try await database.read { try $0.sampleCount() }
            #expect(count == 0)
            try await database.write { tx in try tx.run("INSERT INTO samples (id) VALUES (1)") }
        }
    }

    @Test("A reader's snapshot stays as it was while others write")
    func snapshot() async throws {
        try await TestDatabase.with(ConformanceSchema.migrations) { database in
            let inBody = DispatchSemaphore(value: 0)
            let goOn = DispatchSemaphore(value: 0)
            let reader = Task {
                try await database.readLong { tx in
                    let before = try tx.sampleCount()
                    inBody.signal()
                    goOn.wait()
                    return [before, try tx.sampleCount()]
                }
            }
            await blocking { inBody.wait() }
            for id in 1...10 { try await database.write { tx in try tx.run("INSERT INTO samples (id) VALUES (\(id))") } }
            let count = try await database.read { try $0.sampleCount() }
            #expect(count == 10)
            goOn.signal()
            #expect(try await reader.value == [0, 0])
        }
    }

    @Test("64 parallel reads answer while 64 writes run")
    func mixed() async throws {
        try await TestDatabase.with(ConformanceSchema.migrations) { database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for id in 0..<64 {
                    group.addTask {
                        try await database.write { tx in _ = try tx.run("INSERT INTO samples (id) VALUES (\(id))") }
                    }
                    group.addTask {
                        let pair = try await database.read { tx in [try tx.sampleCount(), try tx.sampleCount()] }
                        #expect(pair[0] == pair[1])
                    }
                }
                try await group.waitForAll()
            }
            let count = try await database.read { try $0.sampleCount() }
            #expect(count == 64)
        }
    }

    @Test("The data version changes with every write and with nothing else")
    func version() async throws {
        try await TestDatabase.with(ConformanceSchema.migrations) { database in
            var last = try await database.dataVersion()
            if DatabaseKind.current == .sqlite { #expect(try await database.dataVersion() == last) }
            for id in 1...5 {
                try await database.write { tx in try tx.run("INSERT INTO samples (id) VALUES (\(id))") }
                let next = try await database.dataVersion()
                #expect(next != last)
                last = next
            }
        }
    }
}

/// Runs blocking code on a thread that may block.
func blocking(_ body: @escaping @Sendable () -> Void) async {
    await withCheckedContinuation { continuation in
        DispatchQueue.global().async {
            body()
            continuation.resume()
        }
    }
}
