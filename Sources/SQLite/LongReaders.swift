internal import Core
internal import SQL

/// Threads for reads that may take longer than a few milliseconds, each with its own connection.
typealias LongReaders = WorkerThreads<Call<SQLiteHandle>>

extension LongReaders {
    convenience init(path: String, threads: Int) {
        self.init(WorkerOptions("sqlite long reader", count: threads)) { threads in
            var opened: SQLiteHandle?
            while let call = threads.next() {
                do throws(SQLError) {
                    let handle = if let opened { opened } else { try SQLiteHandle(path: path, role: .reader) }
                    opened = handle
                    call.run(with: handle)
                } catch { call.fail(error) }
            }
            opened?.close()
        }
    }

    func use<Value: Sendable>(_ body: @escaping @Sendable (SQLiteHandle) throws -> Value) async throws -> Value {
        do { return try await run { handle, _ in try body(handle) } } catch is QueueRejection { throw SQLError.closed }
    }
}
