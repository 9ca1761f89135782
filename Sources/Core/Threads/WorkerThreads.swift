internal import Dispatch
internal import Foundation
internal import Glibc
internal import Synchronization

/// Threads for work that blocks, and the queue before them, so that Swift's cooperative thread pool never waits for a disk, a server or
/// a hash.
///
/// Each thread runs `serve` once, which takes jobs with `next` until there are no more. The threads keep this object alive, so its owner
/// must call `stop`.
package final class WorkerThreads<Job: Sendable>: Sendable {
    let options: WorkerOptions
    private let serve: @Sendable (WorkerThreads<Job>) -> Void
    private let state = Mutex(State())
    private let wakeUps = DispatchSemaphore(value: 0)
    private let ended = DispatchGroup()

    private struct State {
        var jobs: [Job] = []
        /// How many jobs at the front of `jobs` are dequeued already. Removing each one from the array would be slow.
        var head = 0
        var started = 0
        /// Threads that wait for a job, without those that were woken already.
        var idle = 0
        var dequeued = 0
        var isStopped = false
        var waiting: Int { jobs.count - head }

        mutating func dequeue(if isWanted: (Job) -> Bool) -> Job? {
            guard head < jobs.count, isWanted(jobs[head]) else { return nil }
            let job = jobs[head]
            head += 1
            dequeued += 1
            if head == jobs.count {
                jobs.removeAll(keepingCapacity: true)
                head = 0
            } else if head >= 1024 {
                jobs.removeFirst(head)
                head = 0
            }
            return job
        }
    }

    private enum Need { case nothing, wakeUp, thread(Int) }
    private enum Found { case job(Job), nothing, end }

    package init(_ options: WorkerOptions, serve: @escaping @Sendable (WorkerThreads<Job>) -> Void) {
        self.options = options
        self.serve = serve
        guard !options.startsWhenNeeded else { return }
        state.withLock { $0.started = options.count }
        for number in 1...options.count { startThread(number) }
    }

    /// How many jobs wait for a thread.
    package var waiting: Int { state.withLock { $0.waiting } }
    /// How many jobs the threads have dequeued since the start.
    package var dequeued: Int { state.withLock { $0.dequeued } }

    /// Throws without adding the job if too many wait already, or after `stop`.
    package func add(_ job: Job) throws(QueueRejection) {
        let need = try state.withLock { state throws(QueueRejection) -> Need in
            guard !state.isStopped else { throw .stopped }
            guard state.waiting < options.waitingLimit else { throw .full }
            state.jobs.append(job)
            if state.idle > 0 {
                state.idle -= 1
                return .wakeUp
            }
            guard state.started < options.count else { return .nothing }
            state.started += 1
            return .thread(state.started)
        }
        switch need {
        case .nothing: break
        case .wakeUp: wakeUps.signal()
        case .thread(let number): startThread(number)
        }
    }

    /// Waits for the next job and returns it; nil after `stop` when no job is left. It blocks, so only the threads call it.
    package func next() -> Job? {
        while true {
            let found: Found = state.withLock { state in
                if let job = state.dequeue(if: { _ in true }) { return .job(job) }
                guard !state.isStopped else { return .end }
                state.idle += 1
                return .nothing
            }
            switch found {
            case .job(let job): return job
            case .end: return nil
            // Another thread may dequeue the job of this signal first; then this one waits again.
            case .nothing: wakeUps.wait()
            }
        }
    }

    /// The next job, without waiting; nil if there is none or it is not wanted.
    package func nextWithoutWaiting(if isWanted: (Job) -> Bool) -> Job? { state.withLock { $0.dequeue(if: isWanted) } }

    /// Removes and returns the first waiting job that matches.
    package func withdraw(where matches: (Job) -> Bool) -> Job? {
        state.withLock { state in
            state.jobs[state.head...].firstIndex(where: matches).map { state.jobs.remove(at: $0) }
        }
    }

    /// No job is added any more, and each thread ends once none is left. Jobs that wait still run, unless they are discarded: then they
    /// are returned.
    @discardableResult
    package func stop(discardingWaiting: Bool = false) -> [Job] {
        let discarded: [Job] = state.withLock { state in
            state.isStopped = true
            guard discardingWaiting else { return [] }
            let waiting = Array(state.jobs[state.head...])
            state.jobs = []
            state.head = 0
            return waiting
        }
        for _ in 0..<options.count { wakeUps.signal() }
        return discarded
    }

    /// Blocks until every thread has ended.
    package func waitUntilEnded() { ended.wait() }

    private func startThread(_ number: Int) {
        ended.enter()
        let thread = Thread { [self] in
            // 0 names the calling thread alone (setpriority(2), C library/kernel differences).
            if options.niceness > 0 { setpriority(Int32(PRIO_PROCESS.rawValue), 0, options.niceness) }
            serve(self)
            ended.leave()
        }
        thread.name = options.count == 1 ? options.name : "\(options.name) \(number)"
        if let size = options.stackSize { thread.stackSize = size }
        thread.start()
    }
}

/// What the threads of a `WorkerThreads` are like.
package struct WorkerOptions: Sendable {
    /// As debuggers show it; followed by a number if there are several threads.
    package var name: String
    package var count: Int
    /// How far the threads stand back for others when there are fewer cores than work: 0 to 19 (nice(2)).
    package var niceness: Int32 = 0
    /// How many jobs may wait for a thread.
    package var waitingLimit = Int.max
    /// Whether a thread starts only when a job finds none idle.
    package var startsWhenNeeded = false
    /// Whether a call of a cancelled task that still waits is removed, and fails at once. Otherwise it runs, and may ask its flag.
    package var removesCancelled = false
    /// In bytes; nil is the system's default, which is larger.
    package var stackSize: Int? = 1 << 20

    /// At least one thread.
    package init(_ name: String, count: Int) {
        self.name = name
        self.count = max(1, count)
    }
}

/// Why a job was not added to a queue.
package enum QueueRejection: Error, Sendable, Equatable { case full, stopped }
