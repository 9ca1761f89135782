// The embedded database on the sqlite3 C API. Reads run on the caller's thread; long reads and the one group-committing writer have their
// own threads. It uses a write-ahead log with synchronous=FULL. This module owns connections, durability and checkpoints; it knows no
// table.
//
// Every commit is one fsync of the log, shared by its group. Only the process that holds the checkpointer's lock checkpoints:
// `wal_autocheckpoint` is 0 and checkpointing on close is off on every connection.

internal import Core
internal import Glibc
package import SQL

/// One SQLite file. Use one instance per process; other processes may open the same file at the same time.
package final class SQLiteDatabase: Database {
    private let readers: ReaderPool
    private let longReaders: LongReaders
    private let writer: GroupWriter
    private let version: VersionReader

    /// Opens the file; creates it (mode 0600) if it does not exist.
    /// - Parameters:
    ///   - readers: how many reads may run at the same moment.
    ///   - checkpoints: false for a command that runs beside a server; the command then never checkpoints.
    ///   - bulkWriter: true for a command that writes in bulk: it releases the write lock after every 20 ms.
    /// Throws `SQLError.unavailable` if the file cannot be opened, `.failed` if it is not a database.
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
        try await write(.grouped, body)
    }

    @discardableResult
    package func writeUnflushed<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await write(.unflushed, body)
    }

    @discardableResult
    package func rebuild<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await write(.rebuild, body)
    }

    private func write<Value: Sendable>(
        _ kind: PendingWrite.Kind, _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        let box = ValueBox<Value>()
        let circumstances = Circumstances.current
        let pending = PendingWrite(kind) { tx in
            box.put(try Circumstances.$current.withValue(circumstances) { try body(tx) })
        }
        try writer.add(pending)
        try await pending.outcome()
        guard let value = box.value else { throw SQLError.transactionEnded }
        return value
    }

    package func dataVersion() async throws -> Int64 { try version.current() }

    package func close() async {
        writer.stop()
        longReaders.stop()
        // The writer is waited for last: its final checkpoint completes only when no reader uses the log.
        await onOwnThread(named: "sqlite close") { [self] in
            readers.close()
            longReaders.waitUntilEnded()
            version.close()
            writer.waitUntilEnded()
        }
    }

    private static func makePrivate(_ path: String) throws {
        let file = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 {
            Glibc.close(file)
        } else if errno == EEXIST {
            // The file is not opened here: closing a second descriptor of it would drop the locks that this process may hold on it.
            chmod(path, 0o600)
        } else {
            throw SQLError.unavailable(detail: "\(path): \(String(cString: strerror(errno)))")
        }
    }
}
