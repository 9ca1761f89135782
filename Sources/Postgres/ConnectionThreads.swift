internal import Dispatch
internal import Foundation
internal import SQL
internal import Synchronization

/// Threads that each own one connection and take work from one queue, so that Swift's cooperative thread pool never waits for the
/// network.
final class ConnectionThreads: Sendable {
    private struct State {
        var jobs: [@Sendable (PostgresWorker) -> Void] = []
        var head = 0
        var isClosed = false
    }

    private let state = Mutex(State())
    private let available = DispatchSemaphore(value: 0)
    private let ended = DispatchGroup()

    init(name: String, count: Int, url: String, schema: String) {
        for number in 1...max(1, count) {
            ended.enter()
            let thread = Thread { [self] in
                let worker = PostgresWorker(url: url, schema: schema)
                while let job = next() { job(worker) }
                worker.disconnect()
                ended.leave()
            }
            thread.name = "postgres \(name) \(number)"
            thread.stackSize = 1 << 20
            thread.start()
        }
    }

    func run<Value: Sendable>(_ body: @escaping @Sendable (PostgresWorker, () -> Bool) throws -> Value) async throws -> Value {
        let flag = CancellationFlag()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
                let added = add { worker in
                    continuation.resume(with: Result { try body(worker) { flag.isSet } })
                }
                if !added { continuation.resume(throwing: SQLError.closed) }
            }
        } onCancel: {
            flag.set()
        }
    }

    /// Jobs that are already queued still run.
    func stop() {
        let wasOpen = state.withLock { state in
            defer { state.isClosed = true }
            return !state.isClosed
        }
        if wasOpen { available.signal() }
    }

    /// Blocks until every thread has ended.
    func waitUntilEnded() { ended.wait() }

    private func add(_ job: @escaping @Sendable (PostgresWorker) -> Void) -> Bool {
        let added = state.withLock { state in
            if !state.isClosed { state.jobs.append(job) }
            return !state.isClosed
        }
        if added { available.signal() }
        return added
    }

    private func next() -> (@Sendable (PostgresWorker) -> Void)? {
        available.wait()
        let job: (@Sendable (PostgresWorker) -> Void)? = state.withLock { state in
            guard state.head < state.jobs.count else { return nil }
            let job = state.jobs[state.head]
            state.head += 1
            if state.head == state.jobs.count {
                state.jobs.removeAll(keepingCapacity: true)
                state.head = 0
            } else if state.head >= 1024 {
                state.jobs.removeFirst(state.head)
                state.head = 0
            }
            return job
        }
        // The closing signal is passed on, so that every thread that waits sees it.
        if job == nil { available.signal() }
        return job
    }
}

final class CancellationFlag: Sendable {
    private let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .acquiring) }
    func set() { value.store(true, ordering: .releasing) }
}
