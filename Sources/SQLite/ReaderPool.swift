internal import Core
internal import Dispatch
internal import SQL
internal import Synchronization

/// A bounded set of reader connections. A read runs on its caller's thread and never switches threads.
///
/// Connections are opened when first needed. When all are in use, the caller waits for one. The wait is short, because long reads have
/// their own threads and connections. Cost of a read: one uncontended lock, BEGIN, the statements, COMMIT; no I/O on cached pages.
final class ReaderPool: Sendable {
    private let path: String
    private let bound: Int
    private let free: DispatchSemaphore
    private let state = Mutex(State())

    /// Handles move between threads under the lock; one thread at a time uses each.
    private struct State: ~Copyable {
        var idle: [Lent] = []
        var isClosed = false
    }

    /// Sendable although a handle is not: SQLite allows any thread to use a connection while no other thread uses it, and the pool lends
    /// it to one thread at a time.
    private struct Lent: @unchecked Sendable { let handle: SQLiteHandle }

    init(path: String, bound: Int) {
        self.path = path
        self.bound = max(1, bound)
        free = DispatchSemaphore(value: self.bound)
    }

    func read<Value: Sendable>(_ body: (Transaction) throws -> Value) throws -> Value {
        if free.wait(timeout: .now()) == .timedOut {
            let asked = ContinuousClock.now
            free.wait()
            ServerMetrics.databaseWait.add((ContinuousClock.now - asked).fractionalSeconds, GroupWriter.name(of: path), "read")
        }
        defer { free.signal() }
        let lent = try borrow()
        defer { state.withLock { $0.idle.append(lent) } }
        return try lent.handle.snapshot(body)
    }

    private func borrow() throws(SQLError) -> Lent {
        let found: Lent? = try state.withLock { state throws(SQLError) in
            guard !state.isClosed else { throw .closed }
            return state.idle.popLast()
        }
        if let found { return found }
        return Lent(handle: try SQLiteHandle(path: path, role: .reader))
    }

    /// Waits for the running reads, then closes every connection.
    func close() {
        state.withLock { $0.isClosed = true }
        for _ in 0..<bound { free.wait() }
        for lent in state.withLock({ state in
            let all = state.idle
            state.idle = []
            return all
        }) {
            lent.handle.close()
        }
        for _ in 0..<bound { free.signal() }
    }
}

extension SQLiteHandle {
    /// Runs a body on one snapshot of the data; commits by others do not change it.
    func snapshot<Value>(_ body: (Transaction) throws -> Value) throws -> Value {
        try execute("BEGIN DEFERRED")
        do {
            let value = try SQLiteTransaction(self).perform(body)
            try execute("COMMIT")
            return value
        } catch {
            if inTransaction { try? execute("ROLLBACK") }
            throw error
        }
    }
}
