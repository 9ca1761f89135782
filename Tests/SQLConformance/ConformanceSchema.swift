internal import SQL
internal import TestSupport

/// The tables that the conformance suite runs on.
enum ConformanceSchema {
    static let migrations = [
        Migration(
            1, "tables",
            [
                "CREATE TABLE samples (id BIGINT PRIMARY KEY, number BIGINT, words TEXT, data BYTEA)",
                "CREATE TABLE counters (id BIGINT PRIMARY KEY, value BIGINT NOT NULL)",
                """
                CREATE TABLE people (
                    id TEXT PRIMARY KEY, email TEXT NOT NULL, age BIGINT CONSTRAINT people_age CHECK (age >= 0)
                )
                """,
                "CREATE UNIQUE INDEX people_email ON people (email)",
                "CREATE TABLE pets (id BIGINT PRIMARY KEY, owner TEXT NOT NULL REFERENCES people (id))",
            ])
    ]
}

extension Transaction {
    func counter(_ id: Int = 1) throws -> Int { try first("SELECT value FROM counters WHERE id = \(id)")?["value"] ?? -1 }
    func sampleCount() throws -> Int { try first("SELECT COUNT(*) AS n FROM samples")?["n"] ?? -1 }
}

/// The SQLError that the body throws; nil if it throws none.
func sqlError<Value>(_ body: () async throws -> Value) async -> SQLError? {
    do { _ = try await body() } catch { return error as? SQLError }
    return nil
}
