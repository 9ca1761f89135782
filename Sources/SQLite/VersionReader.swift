internal import SQL
internal import Synchronization

/// Knows a number that changes with every commit of any process, our own writer included: the head of the log's index, which is shared memory
/// (0.1 µs); while a commit writes that, `PRAGMA data_version` of a connection that never writes (3 µs).
final class VersionReader: Sendable {
    /// Sendable although a handle is not: it is used only under the lock.
    private struct State: @unchecked Sendable {
        var handle: SQLiteHandle?
        var isClosed = false
    }

    private let path: String
    private let state = Mutex(State())

    init(path: String) { self.path = path }

    func current() throws -> Int64 {
        try state.withLock { state in
            guard !state.isClosed else { throw SQLError.closed }
            let handle = try state.handle ?? opened()
            state.handle = handle
            return try handle.change ?? version(by: handle)
        }
    }

    /// It maps the index when it first reads.
    private func opened() throws -> SQLiteHandle {
        let handle = try SQLiteHandle(path: path, role: .reader)
        _ = try version(by: handle)
        return handle
    }

    private func version(by handle: SQLiteHandle) throws -> Int64 {
        var version: Int64 = 0
        try handle.run("PRAGMA data_version", values: []) { row in version = try row[0] }
        return version
    }

    func close() {
        state.withLock { state in
            state.handle?.close()
            state = State(handle: nil, isClosed: true)
        }
    }
}
