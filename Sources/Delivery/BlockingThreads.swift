internal import Foundation

/// A few threads for calls that block, so that Swift's cooperative thread pool never blocks. They start when first needed.
final class BlockingThreads: Sendable {
    private let state: State
    private let limit: Int
    private let waitingLimit: Int

    init(limit: Int, waitingLimit: Int) {
        self.limit = limit
        self.waitingLimit = waitingLimit
        state = State()
    }

    deinit { state.close() }

    /// Returns false, without running the work, if too many calls are waiting already.
    func run(_ work: @escaping @Sendable () -> Void) -> Bool {
        switch state.add(work, limit: limit, waitingLimit: waitingLimit) {
        case .refused: return false
        case .queued: return true
        case .needsThread:
            let thread = Thread { [state] in while let work = state.next() { work() } }
            thread.name = "delivery"
            thread.stackSize = 1 << 20
            thread.start()
            return true
        }
    }

    // @unchecked: all mutable state is used only while the condition is locked. A Mutex has no way to wait for a signal.
    private final class State: @unchecked Sendable {
        private let condition = NSCondition()
        private var queue: [@Sendable () -> Void] = []
        private var idle = 0
        private var threads = 0
        private var closed = false

        enum Answer { case queued, needsThread, refused }

        func add(_ work: @escaping @Sendable () -> Void, limit: Int, waitingLimit: Int) -> Answer {
            condition.lock()
            defer { condition.unlock() }
            guard !closed, queue.count < waitingLimit else { return .refused }
            queue.append(work)
            if idle >= queue.count {
                condition.signal()
                return .queued
            }
            guard threads < limit else { return .queued }
            threads += 1
            return .needsThread
        }

        func next() -> (@Sendable () -> Void)? {
            condition.lock()
            defer { condition.unlock() }
            while queue.isEmpty {
                if closed { return nil }
                idle += 1
                condition.wait()
                idle -= 1
            }
            return queue.removeFirst()
        }

        func close() {
            condition.lock()
            closed = true
            condition.broadcast()
            condition.unlock()
        }
    }
}
