internal import Dispatch
internal import Foundation
internal import SQL

/// Threads for reads that may take longer than a few milliseconds, each with its own connection.
final class LongReaders: Sendable {
    private let queue = WorkQueue<@Sendable (Result<HandleLoan, SQLError>) -> Void>()
    private let ended = DispatchGroup()

    /// The thread's handle, lent for one call on that thread.
    struct HandleLoan { let handle: SQLiteHandle }

    init(path: String, threads: Int) {
        for number in 1...threads {
            ended.enter()
            let thread = Thread { [self] in
                serve(path)
                ended.leave()
            }
            thread.name = "sqlite long reader \(number)"
            thread.stackSize = 1 << 20
            thread.start()
        }
    }

    private func serve(_ path: String) {
        var opened: SQLiteHandle?
        while let job = queue.next() {
            do throws(SQLError) {
                let handle = if let opened { opened } else { try SQLiteHandle(path: path, role: .reader) }
                opened = handle
                job(.success(HandleLoan(handle: handle)))
            } catch { job(.failure(error)) }
        }
        opened?.close()
    }

    func use<Value: Sendable>(_ body: @escaping @Sendable (SQLiteHandle) throws -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
            let added = queue.add { loan in
                continuation.resume(with: Result { try body(try loan.get().handle) })
            }
            if !added { continuation.resume(throwing: SQLError.closed) }
        }
    }

    func stop() { queue.close() }
    func waitUntilEnded() { ended.wait() }
}
