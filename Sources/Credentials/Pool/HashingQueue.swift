internal import Dispatch
internal import Synchronization

/// The jobs that wait for a hashing thread, first come first served.
final class HashingQueue: Sendable {
    private struct Job: Sendable {
        let number: Int
        /// Runs the job, or fails it with the given error.
        let finish: @Sendable ((any Error)?) -> Void
    }

    private struct State: Sendable {
        var jobs: [Job] = []
        /// How many jobs at the front of `jobs` are taken already. Removing each one from the front of the array would be slow.
        var taken = 0
        var nextNumber = 0
        var done = 0
        var closed = false
        var waiting: Int { jobs.count - taken }
    }

    private let state = Mutex(State())
    private let arrivals = DispatchSemaphore(value: 0)
    private let threads: Int
    private let limit: Int

    init(threads: Int, limit: Int) {
        self.threads = threads
        self.limit = limit
    }

    var done: Int { state.withLock { $0.done } }
    var waiting: Int { state.withLock { $0.waiting } }

    func run<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async throws -> Value {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value, any Error>) in
                add(
                    Job(number: number) { error in
                        if let error { continuation.resume(throwing: error) } else { continuation.resume(returning: body()) }
                    })
            }
        } onCancel: {
            cancel(number)
        }
    }

    /// The loop of each thread, until the queue is closed.
    func work() {
        while true {
            arrivals.wait()
            let job: Job? = state.withLock { state in
                guard state.taken < state.jobs.count else { return nil }
                let job = state.jobs[state.taken]
                state.taken += 1
                if state.taken == state.jobs.count || state.taken > 1024 {
                    state.jobs.removeFirst(state.taken)
                    state.taken = 0
                }
                return job
            }
            if let job {
                // Count first: the caller may read the count as soon as it has its result.
                state.withLock { $0.done += 1 }
                job.finish(nil)
            } else if state.withLock({ $0.closed }) {
                return
            }
        }
    }

    func close() {
        let left = state.withLock { state in
            let left = state.jobs[state.taken...]
            state.jobs = []
            state.taken = 0
            state.closed = true
            return left
        }
        for job in left { job.finish(HashingPool.Unavailable()) }
        for _ in 0..<threads { arrivals.signal() }
    }

    private func add(_ job: Job) {
        let refusal: (any Error)? = state.withLock { state in
            if state.closed { return HashingPool.Unavailable() }
            if Task.isCancelled { return CancellationError() }
            if state.waiting >= limit { return HashingPool.Overloaded(retryAfter: 2) }
            state.jobs.append(job)
            return nil
        }
        if let refusal { job.finish(refusal) } else { arrivals.signal() }
    }

    /// Removes the waiting job of a cancelled caller; a hash that is already running is finished.
    private func cancel(_ number: Int) {
        let job = state.withLock { state -> Job? in
            guard let index = state.jobs[state.taken...].firstIndex(where: { $0.number == number }) else { return nil }
            return state.jobs.remove(at: index)
        }
        job?.finish(CancellationError())
    }
}
