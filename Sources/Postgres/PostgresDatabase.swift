// PostgreSQL through libpq: a pool of connections, each on its own thread, with prepared statements. Writes are SERIALIZABLE and are
// retried after a serialization failure. If a connection is lost before COMMIT, it is replaced and the body runs again. If it is lost
// during the COMMIT of a write, the outcome is reported as unknown. This module owns connections and transactions; it knows no table.

internal import CPostgres
internal import Core
internal import Foundation
package import SQL

/// One schema of a PostgreSQL database.
package final class PostgresDatabase: Database {
    private let threads: WorkerThreads<Call<PostgresWorker>>
    private let longThreads: WorkerThreads<Call<PostgresWorker>>
    private let schema: String

    /// Connects when first used. `schema` becomes the search path; the migrator creates it if it is missing.
    /// Throws `SQLError.failed` if libpq cannot read the URL.
    package init(url: String, schema: String, connections: Int = 8) throws {
        var problem: UnsafeMutablePointer<CChar>?
        let parsed = PQconninfoParse(url, &problem)
        defer { PQconninfoFree(parsed) }
        guard parsed != nil else {
            let detail = problem.map { String(cString: $0).trimmingCharacters(in: .whitespacesAndNewlines) } ?? "out of memory"
            PQfreemem(problem)
            throw SQLError.failed(detail: "the database's address cannot be read: \(detail)")
        }
        self.schema = schema
        threads = Self.threads("postgres connection", count: connections, url: url, schema: schema)
        longThreads = Self.threads("postgres long reader", count: 2, url: url, schema: schema)
    }

    /// Threads that each own one connection.
    private static func threads(_ name: String, count: Int, url: String, schema: String) -> WorkerThreads<Call<PostgresWorker>> {
        WorkerThreads(WorkerOptions(name, count: count)) { threads in
            let worker = PostgresWorker(url: url, schema: schema)
            while let call = threads.next() { call.run(with: worker) }
            worker.disconnect()
        }
    }

    private func run<Value: Sendable>(
        on threads: WorkerThreads<Call<PostgresWorker>>, _ body: @escaping @Sendable (PostgresWorker, CancellationFlag) throws -> Value
    ) async throws -> Value {
        let asked = ContinuousClock.now
        let schema = schema
        do {
            return try await threads.run { worker, cancellation in
                ServerMetrics.databaseWait.add((ContinuousClock.now - asked).fractionalSeconds, schema, "connection")
                return try body(worker, cancellation)
            }
        } catch is QueueRejection { throw SQLError.closed }
    }

    deinit {
        threads.stop()
        longThreads.stop()
    }

    package func read<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await run(on: threads) { worker, cancellation in try worker.transaction(.read, cancellation, body) }
    }

    package func readLong<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await run(on: longThreads) { worker, cancellation in try worker.transaction(.read, cancellation, body) }
    }

    @discardableResult
    package func write<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await write(.write, body)
    }

    @discardableResult
    package func writeUnflushed<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await write(.unflushedWrite, body)
    }

    private func write<Value: Sendable>(
        _ mode: PostgresWorker.Mode, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        let circumstances = Circumstances.current
        return try await run(on: threads) { worker, cancellation in
            try worker.transaction(mode, cancellation) { tx in
                try Circumstances.$current.withValue(circumstances) { try body(tx) }
            }
        }
    }

    @discardableResult
    package func rebuild<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await write(body)
    }

    /// A hash of the snapshot. The snapshot says which transactions a reader sees, so the hash changes with every commit. Commits in
    /// other databases on the server change it too, which only costs a reload. No row is needed that every writer would have to update.
    package func dataVersion() async throws -> Int64 {
        try await run(on: threads) { worker, _ in
            try worker.number("SELECT hashtextextended(CAST(pg_current_snapshot() AS TEXT), 0)")
        }
    }

    /// Runs a command that PostgreSQL refuses in a transaction: CREATE DATABASE, VACUUM. Never pass text that came from outside.
    package func runOutsideTransaction(_ text: String) async throws {
        try await run(on: threads) { worker, _ in try worker.command(text) }
    }

    package func close() async {
        threads.stop()
        longThreads.stop()
        await onOwnThread(named: "postgres close") { [threads, longThreads] in
            threads.waitUntilEnded()
            longThreads.waitUntilEnded()
        }
    }
}
