// PostgreSQL through libpq: a pool of connections, each on its own thread, with prepared statements. Writes are SERIALIZABLE and are
// retried after a serialization failure. If a connection is lost before COMMIT, it is replaced and the body runs again. If it is lost
// during the COMMIT of a write, the outcome is reported as unknown. This module owns connections and transactions; it knows no table.

internal import CPostgres
internal import Foundation
package import SQL

/// One schema of a PostgreSQL database.
package final class PostgresDatabase: Database {
    private let threads: ConnectionThreads
    private let longThreads: ConnectionThreads

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
        threads = ConnectionThreads(name: "connection", count: connections, url: url, schema: schema)
        longThreads = ConnectionThreads(name: "long reader", count: 2, url: url, schema: schema)
    }

    deinit {
        threads.stop()
        longThreads.stop()
    }

    package func read<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await threads.run { worker, isCancelled in try worker.transaction(.read, isCancelled: isCancelled, body) }
    }

    package func readLong<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await longThreads.run { worker, isCancelled in try worker.transaction(.read, isCancelled: isCancelled, body) }
    }

    @discardableResult
    package func write<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await threads.run { worker, isCancelled in try worker.transaction(.write, isCancelled: isCancelled, body) }
    }

    /// A hash of the snapshot. The snapshot says which transactions a reader sees, so the hash changes with every commit. Commits in
    /// other databases on the server change it too, which only costs a reload. No row is needed that every writer would have to update.
    package func dataVersion() async throws -> Int64 {
        try await threads.run { worker, _ in
            try worker.number("SELECT hashtextextended(CAST(pg_current_snapshot() AS TEXT), 0)")
        }
    }

    /// Runs a command that PostgreSQL refuses in a transaction: CREATE DATABASE, VACUUM. Never pass text that came from outside.
    package func runOutsideTransaction(_ text: String) async throws {
        try await threads.run { worker, _ in try worker.command(text) }
    }

    package func close() async {
        threads.stop()
        longThreads.stop()
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            let waiting = Thread { [threads, longThreads] in
                threads.waitUntilEnded()
                longThreads.waitUntilEnded()
                continuation.resume()
            }
            waiting.start()
        }
    }
}
