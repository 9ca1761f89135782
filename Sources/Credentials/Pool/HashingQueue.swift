internal import Dispatch
internal import Synchronization

/// The jobs that wait for a hashing thread, first come first served.
final class HashingQueue: Sendable {
    private struct Job: Sendable {
        let number: Int
        /// Runs it, or answers the given error in its place.
        let finish: @Sendable ((any Error)?) -> Void
    }

    private struct State: Sendable {
        var jobs: [Job] = []
        /// How many at the front of `jobs` are gone already: taken from the end of an array costs nothing, from its front it does.
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

    init(threads: Int, limit: Int) { (self.threads, self.limit) = (threads, limit) }

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

    /// What each thread does until the queue is closed.
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
                // Counted first: whoever waits for the answer may ask for the count at once.
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
            (state.jobs, state.taken, state.closed) = ([], 0, true)
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

    /// Whoever has gone away leaves the queue; a hash under way is finished.
    private func cancel(_ number: Int) {
        let job = state.withLock { state -> Job? in
            guard let index = state.jobs[state.taken...].firstIndex(where: { $0.number == number }) else { return nil }
            return state.jobs.remove(at: index)
        }
        job?.finish(CancellationError())
    }
}
