package import SQL
private import Synchronization

/// Counts the transactions that pass through it to another database.
package final class CountingDatabase: Database {
    /// What somebody waited for: transactions that read, those whose commit was on disk before they went on, and those whose was not.
    package struct Waits: Sendable, Equatable {
        package var reads = 0
        package var commits = 0
        package var unflushed = 0

        package init(reads: Int, commits: Int, unflushed: Int = 0) {
            self.reads = reads
            self.commits = commits
            self.unflushed = unflushed
        }
    }

    private let database: any Database
    private let counted = Mutex(Waits(reads: 0, commits: 0))

    package init(_ database: any Database) { self.database = database }

    /// What passed since the last call.
    package func take() -> Waits {
        counted.withLock { counted in
            let taken = counted
            counted = Waits(reads: 0, commits: 0)
            return taken
        }
    }

    package func read<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        counted.withLock { $0.reads += 1 }
        return try await database.read(body)
    }

    package func readLong<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        counted.withLock { $0.reads += 1 }
        return try await database.readLong(body)
    }

    @discardableResult
    package func write<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        counted.withLock { $0.commits += 1 }
        return try await database.write(body)
    }

    @discardableResult
    package func writeUnflushed<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        counted.withLock { $0.unflushed += 1 }
        return try await database.writeUnflushed(body)
    }

    @discardableResult
    package func rebuild<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        counted.withLock { $0.commits += 1 }
        return try await database.rebuild(body)
    }

    /// A check of what is cached: it reads no row.
    package func dataVersion() async throws -> Int64 { try await database.dataVersion() }

    package func close() async { await database.close() }
}
