internal import SQL
internal import TestSupport
internal import Testing

@Suite("Constraints and transactions", .onEveryDatabase) struct ConstraintTests {
    struct Stop: Error {}

    @Test("What a constraint refuses is told by type")
    func typed() async throws {
        try await TestDatabase.with(ConformanceSchema.migrations) { database in
            try await database.write { tx in try tx.run("INSERT INTO people (id, email) VALUES ('a', 'a@example.com')") }
            let email = await sqlError {
                try await database.write { tx in try tx.run("INSERT INTO people (id, email) VALUES ('b', 'a@example.com')") }
            }
            #expect(email?.violates("people_email", "people.email") == true)
            let key = await sqlError {
                try await database.write { tx in try tx.run("INSERT INTO people (id, email) VALUES ('a', 'b@example.com')") }
            }
            #expect(key?.violates("people_pkey", "people.id") == true)
            #expect(key?.violates("people_email", "people.email") == false)
            let foreign = await sqlError {
                try await database.write { tx in try tx.run("INSERT INTO pets (id, owner) VALUES (1, 'nobody')") }
            }
            #expect(foreign == .foreignKeyViolation)
            let check = await sqlError {
                try await database.write { tx in try tx.run("INSERT INTO people (id, email, age) VALUES ('c', 'c@example.com', -1)") }
            }
            #expect(check == .checkViolation(constraint: "people_age"))
            let null = await sqlError {
                try await database.write { tx in try tx.run("INSERT INTO people (id, email) VALUES ('d', \(String?.none))") }
            }
            #expect(null == .notNullViolation(column: "email"))
            let syntax = await sqlError { try await database.write { tx in try tx.run("INSERT INTO nowhere (id) VALUES (1)") } }
            guard case .failed = syntax else {
                Issue.record("\(String(describing: syntax))")
                return
            }
        }
    }

    @Test("A body that throws leaves nothing behind")
    func thrown() async throws {
        try await TestDatabase.with(ConformanceSchema.migrations) { database in
            await #expect(throws: Stop.self) {
                try await database.write { tx in
                    try tx.run("INSERT INTO samples (id) VALUES (1)")
                    throw Stop()
                }
            }
            let count = try await database.read { try $0.sampleCount() }
            #expect(count == 0)
        }
    }

    @Test("A refused statement spoils its transaction, even where the body goes on")
    func spoiled() async throws {
        try await TestDatabase.with(ConformanceSchema.migrations) { database in
            let error = await sqlError {
                try await database.write { tx in
                    try tx.run("INSERT INTO people (id, email) VALUES ('a', 'a@example.com')")
                    _ = try? tx.run("INSERT INTO people (id, email) VALUES ('a', 'b@example.com')")
                    _ = try? tx.run("INSERT INTO people (id, email) VALUES ('c', 'c@example.com')")
                }
            }
            #expect(error?.violates("people_pkey", "people.id") == true)
            let rows = try await database.read { tx in try tx.rows("SELECT id FROM people") }
            #expect(rows.isEmpty)
        }
    }

    @Test("A write in a read is refused")
    func readOnly() async throws {
        try await TestDatabase.with(ConformanceSchema.migrations) { database in
            let short = await sqlError { _ = try await database.read { tx in try tx.run("INSERT INTO samples (id) VALUES (1)") } }
            #expect(short == .readOnly)
            let long = await sqlError { _ = try await database.readLong { tx in try tx.run("INSERT INTO samples (id) VALUES (1)") } }
            #expect(long == .readOnly)
            let count = try await database.readLong { try $0.sampleCount() }
            #expect(count == 0)
        }
    }

    static let ways: [Statement] = [
        "COMMIT", "ROLLBACK", "  end", "-- a remark\nCOMMIT", "/* a remark */ ROLLBACK", "BEGIN", "SAVEPOINT mine", "RELEASE body",
        "ROLLBACK TO body",
    ]

    @Test("A body cannot end its transaction")
    func misuse() async throws {
        try await TestDatabase.with(ConformanceSchema.migrations) { database in
            for way in Self.ways {
                let error = await sqlError {
                    try await database.write { tx in
                        try tx.run("INSERT INTO samples (id) VALUES (1)")
                        try tx.run(way)
                    }
                }
                #expect(error == .transactionEnded, "\(way.text)")
                let count = try await database.read { try $0.sampleCount() }
                #expect(count == 0, "\(way.text)")
            }
        }
    }

    @Test("A transaction kept after its body refuses to run")
    func kept() async throws {
        // Only wrong code keeps a transaction. The type is not Sendable, so the test has to bypass the compiler's check.
        struct Kept: @unchecked Sendable { var tx: Transaction }
        try await TestDatabase.with(ConformanceSchema.migrations) { database in
            let kept = try await database.write { tx in Kept(tx: tx) }
            #expect(throws: SQLError.transactionEnded) { try kept.tx.run("INSERT INTO samples (id) VALUES (1)") }
        }
    }

    @Test("After close every call says so")
    func closed() async throws {
        let test = try await TestDatabase.open(ConformanceSchema.migrations)
        await test.close()
        await expectClosed { _ = try await test.database.read { try $0.sampleCount() } }
        await expectClosed { _ = try await test.database.readLong { try $0.sampleCount() } }
        await expectClosed { _ = try await test.database.write { try $0.sampleCount() } }
        await expectClosed { _ = try await test.database.dataVersion() }
        await test.database.close()
    }

    private func expectClosed(_ call: () async throws -> Void) async {
        let error = await sqlError(call)
        #expect(error == .closed)
    }
}

extension SQLError {
    /// Whether this is a unique violation of one of these: a constraint as PostgreSQL names it, or a column as SQLite does.
    fileprivate func violates(_ names: String...) -> Bool {
        guard case .uniqueViolation(let constraint) = self else { return false }
        return names.contains { constraint.contains($0) }
    }
}
