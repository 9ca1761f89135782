// The embedded database on the sqlite3 C API: readers used in place, long readers and one group-committing writer on threads of
// their own, write-ahead log with synchronous=FULL. It owns connections, durability and checkpoints; it knows no table.
//
// Every commit is one fsync of the log, shared by its group. Nothing but the process that holds the checkpointer's lock ever
// checkpoints: `wal_autocheckpoint` is 0 and checkpointing on close is off on every connection.

internal import Glibc
package import SQL

/// One SQLite file. Use one instance a process; other processes may have theirs on the same file at the same time.
package final class SQLiteDatabase: Database {
    private let readers: ReaderPool
    private let longReaders: LongReaders
    private let writer: GroupWriter
    private let version: VersionReader

    /// Opens the file, and makes it (mode 0600) where there is none.
    /// - Parameters:
    ///   - readers: how many reads may run at the same moment.
    ///   - checkpoints: false for a command that runs beside a server, which then never checkpoints.
    ///   - bulkWriter: true for a command that writes in bulk: it gives the write lock away after every 20 ms.
    /// Throws `SQLError.unavailable` where the file cannot be opened, `.failed` where it is no database.
    package init(path: String, readers: Int = 4, checkpoints: Bool = true, bulkWriter: Bool = false) throws {
        try Self.makePrivate(path)
        writer = try GroupWriter(.init(path: path, mayCheckpoint: checkpoints, isBulk: bulkWriter))
        self.readers = ReaderPool(path: path, bound: readers)
        longReaders = LongReaders(path: path, threads: 2)
        version = VersionReader(path: path)
    }

    deinit {
        longReaders.stop()
        writer.stop()
    }

    package func read<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try Task.checkCancellation()
        return try readers.read(body)
    }

    package func readLong<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try Task.checkCancellation()
        return try await longReaders.use { handle in try handle.snapshot(body) }
    }

    func onLongReader<Value: Sendable>(_ body: @escaping @Sendable (SQLiteHandle) throws -> Value) async throws -> Value {
        try await longReaders.use(body)
    }

    @discardableResult
    package func write<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        let box = ValueBox<Value>()
        let pending = PendingWrite { tx in box.put(try body(tx)) }
        guard writer.add(pending) else { throw SQLError.closed }
        try await pending.outcome()
        guard let value = box.value else { throw SQLError.transactionEnded }
        return value
    }

    package func dataVersion() async throws -> Int64 { try version.current() }

    package func close() async {
        writer.stop()
        longReaders.stop()
        await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
            // The waiting blocks, so it is done on a thread of its own. The writer ends last but for its checkpoint, which needs no reader.
            detachThread(named: "sqlite close") { [self] in
                readers.close()
                longReaders.waitUntilEnded()
                version.close()
                writer.waitUntilEnded()
                continuation.resume()
            }
        }
    }

    private static func makePrivate(_ path: String) throws {
        let file = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 {
            Glibc.close(file)
        } else if errno == EEXIST {
            // Not opened here: closing a second descriptor of the file would drop the locks this process may hold on it.
            chmod(path, 0o600)
        } else {
            throw SQLError.unavailable(detail: "\(path): \(String(cString: strerror(errno)))")
        }
    }
}
